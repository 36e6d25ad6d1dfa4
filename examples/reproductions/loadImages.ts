/** The images of a study: from folders, or drawn. */
import { createHash } from 'node:crypto'
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import { batchAt, type Dataset, dataset, key, orThrow, sampleCount, type Shape, syntheticDigits, take } from 'narrownet'
import { cifarFolder } from '../cifar/cifarFolder.js'
import { fileError, type JobError } from '../main/jobError.js'
import { mnistFolder, type TrainingAndTest } from '../main/mnistFolder.js'
import type { Images } from './stage.js'

/** Folders that hold the data sets, where one was named. */
export interface DataFolders {
  readonly mnist: string | undefined
  readonly cifar10: string | undefined
}

export interface LoadedImages extends TrainingAndTest<Shape> {
  /** SHA-256 over both: values, rows, labels and normalization */
  readonly digest: string
}

/** Training and test images; a `Left` says which folder is missing, or what in it, or that these are other images than the named ones. */
export const loadImages = (images: Images, folders: DataFolders): TE.TaskEither<JobError, LoadedImages> =>
  F.pipe(
    read(images, folders),
    TE.map((both) => ({ ...both, digest: digestOf([both.training, both.test]) })),
    TE.flatMapEither((loaded) => asNamed(images, folders, loaded)),
  )

const asNamed = (images: Images, folders: DataFolders, loaded: LoadedImages): E.Either<JobError, LoadedImages> =>
  'digest' in images && images.digest !== undefined && images.digest !== loaded.digest
    ? E.left(fileError(folders[images.set] ?? '--data', `the images of SHA-256 ${images.digest}`, `those of ${loaded.digest}`))
    : E.right(loaded)

const digestOf = (parts: readonly Dataset<Shape>[]): string => {
  const hash = createHash('sha256')
  for (const { values, rows, labels, normalization } of parts) {
    for (const array of [values, rows, labels]) hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
    hash.update(JSON.stringify(normalization))
  }
  return hash.digest('hex')
}

const read = (images: Images, folders: DataFolders): TE.TaskEither<JobError, TrainingAndTest<Shape>> => {
  switch (images.set) {
    case 'digits':
    case 'colored digits': {
      const drawn = images.set === 'digits' ? syntheticDigits : coloredDigits
      // the same images in every run: the seed decides everything else
      return TE.right({
        training: drawn({ count: images.training, key: key(100) }),
        test: drawn({ count: images.test, key: key(101) }),
      })
    }
    case 'mnist':
      return limited(images, within(folders.mnist, '--data', mnistFolder))
    case 'cifar10':
      return limited(images, within(folders.cifar10, '--data', cifarFolder))
  }
}

const within = <In extends Shape>(
  folder: string | undefined,
  option: string,
  load: (folder: string) => TE.TaskEither<JobError, TrainingAndTest<In>>,
): TE.TaskEither<JobError, TrainingAndTest<Shape>> =>
  folder === undefined ? TE.left(fileError(option, "a folder with the data set's files", 'none named')) : load(folder)

const limited = (
  { training, test }: { readonly training?: number; readonly test?: number },
  loaded: TE.TaskEither<JobError, TrainingAndTest<Shape>>,
): TE.TaskEither<JobError, TrainingAndTest<Shape>> =>
  F.pipe(
    loaded,
    TE.flatMapEither((both) =>
      F.pipe(
        E.Do,
        E.apS('training', take(training ?? sampleCount(both.training))(both.training)),
        E.apS('test', take(test ?? sampleCount(both.test))(both.test)),
      ),
    ),
  )

/** Digits in a color of their own on 32 x 32 cells, for networks that take CIFAR's shape. */
const coloredDigits = (options: { readonly count: number; readonly key: ReturnType<typeof key> }): Dataset<Shape> => {
  const digits = syntheticDigits(options)
  const { input } = batchAt({ ...digits, normalization: { mean: [0], deviation: [1] } }, Array.from(digits.labels.keys()))
  const values = new Uint8Array(options.count * 32 * 32 * 3)
  for (let sample = 0; sample < options.count; sample += 1) {
    for (let cell = 0; cell < 28 * 28; cell += 1) {
      const ink = input.values[sample * 784 + cell] ?? 0
      const at = ((sample * 32 + 2 + Math.floor(cell / 28)) * 32 + 2 + (cell % 28)) * 3
      // seven colors, none of them black, whatever the digit is
      const color = 1 + (((sample * 2654435761) >>> 8) % 7)
      for (let channel = 0; channel < 3; channel += 1) values[at + channel] = Math.round(255 * ink * ((color >> channel) & 1 ? 1 : 0.25))
    }
  }
  return orThrow(
    dataset({
      shape: [32, 32, 3],
      classes: 10,
      values,
      labels: digits.labels,
      normalization: { mean: [0.05, 0.05, 0.05], deviation: [0.17, 0.17, 0.17] },
    }),
  )
}
