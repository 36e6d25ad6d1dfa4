/** The images of a run: to train on, to look at on the way, and to judge by at the end. */
import { homedir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import { type Dataset, key, sampleCount, type Shape, splitAt, syntheticDigits, take } from 'narrownet'
import type { Budget } from './budget.js'
import type { Source } from './commandLine.js'
import { download } from './download.js'
import type { JobError } from './jobError.js'
import { type DigitShape, mnistFolder, type TrainingAndTest } from './mnistFolder.js'
import { sayLine, type Terminal, withProgress } from './progress.js'

/** The test images are read only for the numbers of the closing table; curves and sensitivity come from the validation images. */
export interface Images<In extends Shape = DigitShape> {
  readonly name: string
  readonly training: Dataset<In>
  readonly validation: Dataset<In>
  readonly test: Dataset<In>
}

/** Where downloads are kept. */
export const cacheFolder = (environment: Readonly<Record<string, string | undefined>> = process.env): string =>
  join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'narrownet', 'mnist')

// Fixed: like MNIST, these digits are the same in every run; the seed decides everything else.
const trainingDigits = key(100)
const testDigits = key(101)

const drawn = ({ images }: Budget): TE.TaskEither<JobError, TrainingAndTest> =>
  TE.right({
    training: syntheticDigits({ count: (images.training ?? 0) + images.validation, key: trainingDigits }),
    test: syntheticDigits({ count: images.test ?? 2000, key: testDigits }),
  })

const fetched = (terminal: Terminal): TE.TaskEither<JobError, TrainingAndTest> => {
  const folder = cacheFolder()
  return F.pipe(
    withProgress(terminal, 'download', (tell) => download(folder, tell)),
    TE.tapIO(({ fetched: names }) =>
      sayLine(
        terminal,
        'download',
        `${names.length === 0 ? 'all four files are there already' : `${names.length} files fetched and verified`}: ${folder}`,
      ),
    ),
    TE.flatMap(() => mnistFolder(folder)),
  )
}

/** The last images of the training set are held out for validation, and each part is cut to the budget. */
export const divide = <In extends Shape>(
  name: string,
  { training, test }: TrainingAndTest<In>,
  images: Budget['images'],
): E.Either<JobError, Images<In>> =>
  F.pipe(
    E.Do,
    E.apS('parts', splitAt(Math.max(1, sampleCount(training) - images.validation))(training)),
    E.bind('training', ({ parts }) => take(images.training ?? sampleCount(parts[0]))(parts[0])),
    E.bind('test', () => take(images.test ?? sampleCount(test))(test)),
    E.map((divided): Images<In> => ({ name, training: divided.training, validation: divided.parts[1], test: divided.test })),
  )

export const loadImages = (source: Source, budget: Budget, terminal: Terminal): TE.TaskEither<JobError, Images> => {
  const [name, loaded]: readonly [string, TE.TaskEither<JobError, TrainingAndTest>] =
    source._tag === 'synthetic'
      ? ['synthetic digits', drawn(budget)]
      : source._tag === 'folder'
        ? [`the IDX files of ${basename(resolve(source.path))}`, mnistFolder(source.path)]
        : ['MNIST', fetched(terminal)]
  return F.pipe(
    loaded,
    TE.flatMapEither((both) => divide(name, both, budget.images)),
  )
}
