/** MNIST from a folder with its four IDX files, as they are distributed (.gz) or unpacked. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { function as F, taskEither as TE } from 'fp-ts'
import { type Dataset, mnistDataset, type Shape } from 'narrownet'
import { fileError, type JobError, systemProblem } from './jobError.js'
import { readOrdinary } from './readOrdinary.js'

export type DigitShape = [28, 28, 1]

export interface TrainingAndTest<In extends Shape = DigitShape> {
  readonly training: Dataset<In>
  readonly test: Dataset<In>
}

/** The four files; each may end in .gz. */
export const mnistFiles = {
  trainingImages: 'train-images-idx3-ubyte',
  trainingLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
} as const

interface NamedBytes {
  readonly name: string
  readonly bytes: Uint8Array
}

/** The file under its own name or with .gz; its name for messages includes the folder. */
const readEither = (folder: string, name: string): TE.TaskEither<JobError, NamedBytes> => {
  const read = (path: string): TE.TaskEither<unknown, NamedBytes> =>
    TE.tryCatch(async () => ({ name: path, bytes: await readOrdinary(path) }), F.identity)
  const plain = join(folder, name)
  const missing = (thrown: unknown): boolean =>
    typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'ENOENT'
  const readable = 'an IDX file'
  return F.pipe(
    read(plain),
    TE.orElse((first) =>
      missing(first)
        ? F.pipe(
            read(`${plain}.gz`),
            TE.mapLeft((second) =>
              missing(second)
                ? fileError(plain, `${readable}, plain or as ${name}.gz`, 'neither')
                : fileError(`${plain}.gz`, readable, systemProblem(second)),
            ),
          )
        : TE.left(fileError(plain, readable, systemProblem(first))),
    ),
  )
}

/** That there is a folder with what is expected. */
export const isFolder = (folder: string, expected: string): TE.TaskEither<JobError, void> =>
  F.pipe(
    TE.tryCatch(
      () => stat(folder),
      (thrown) => fileError(folder, expected, systemProblem(thrown)),
    ),
    TE.flatMap((found) => (found.isDirectory() ? TE.right(undefined) : TE.left(fileError(folder, expected, 'a file')))),
  )

/**
 * Training and test images, both normalized as the training images were measured.
 *
 * A `Left` that names the file, the field, what was expected and what was found, for anything missing, damaged or of another kind.
 */
export const mnistFolder = (folder: string): TE.TaskEither<JobError, TrainingAndTest> =>
  F.pipe(
    isFolder(folder, "a folder with MNIST's four files"),
    TE.flatMap(() =>
      F.pipe(
        TE.Do,
        TE.bind('trainingImages', () => readEither(folder, mnistFiles.trainingImages)),
        TE.bind('trainingLabels', () => readEither(folder, mnistFiles.trainingLabels)),
        TE.bind('testImages', () => readEither(folder, mnistFiles.testImages)),
        TE.bind('testLabels', () => readEither(folder, mnistFiles.testLabels)),
      ),
    ),
    TE.flatMap(({ trainingImages, trainingLabels, testImages, testLabels }) =>
      F.pipe(
        mnistDataset(trainingImages, trainingLabels),
        TE.flatMap((training) =>
          F.pipe(
            mnistDataset(testImages, testLabels, { normalization: training.normalization }),
            TE.map((test): TrainingAndTest => ({ training, test })),
          ),
        ),
        TE.mapLeft((error): JobError => error),
      ),
    ),
  )
