/** What a network is and can do, measured: one row of the closing table. */
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import {
  type Arch,
  batchAt,
  type Cfg,
  evaluate,
  forward,
  multiplyAccumulates,
  type Network,
  nonzeroParameterCount,
  parameterCount,
  sampleCount,
  type Shape,
  weightBytes,
} from 'narrownet'
import type { JobError } from './jobError.js'
import { grouped, milliseconds, percent } from './numerals.js'
import { withProgress } from './progress.js'
import type { AnyJob } from './training.js'

export interface Measurement {
  readonly name: string
  /** on the test images */
  readonly accuracy: number
  /** the same before fine-tuning, for a network made from another */
  readonly accuracyBefore: number | undefined
  readonly parameters: number
  /** fewer than `parameters` where weights are masked */
  readonly nonzero: number
  readonly multiplyAccumulates: number
  /** median time of a forward pass for one image alone */
  readonly millisecondsAlone: number
  /** the same for one of 64 in a batch */
  readonly millisecondsInBatch: number
  readonly bytes: number
}

export const batchSize = 64

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN

/** Median milliseconds of a forward pass, after a warm-up of a fifth as many; the way back to ordinary numbers included. */
const passTime =
  <In extends Shape>(
    job: AnyJob<In>,
    network: Network<In, [10], Cfg, Arch>,
    images: number,
    passes: number,
  ): TE.TaskEither<JobError, number> =>
  async () => {
    const { input } = batchAt(
      job.images.test,
      Array.from({ length: images }, (_, at) => at % sampleCount(job.images.test)),
    )
    const times: number[] = []
    for (let pass = -Math.ceil(passes / 5); pass < passes; pass += 1) {
      const started = performance.now()
      const answer = await forward(job.backend, network, input)()
      if (E.isLeft(answer)) return answer
      if (pass >= 0) times.push(performance.now() - started)
    }
    return E.right(median(times))
  }

/** Share of the test images a network gets right. */
export const testAccuracy = <In extends Shape>(job: AnyJob<In>, network: Network<In, [10], Cfg, Arch>): TE.TaskEither<JobError, number> =>
  F.pipe(
    evaluate(job.backend, network, job.images.test),
    TE.map(({ accuracy }) => accuracy),
  )

export const measurement = <In extends Shape>(
  job: AnyJob<In>,
  name: string,
  network: Network<In, [10], Cfg, Arch>,
  accuracyBefore?: number,
): TE.TaskEither<JobError, Measurement> =>
  F.pipe(
    withProgress(job.terminal, 'measure', (tell) =>
      F.pipe(
        TE.Do,
        TE.tapIO(() => () => tell(0, 2, 'accuracy on the test images')),
        TE.bind('accuracy', () => testAccuracy(job, network)),
        TE.tapIO(() => () => tell(1, 2, 'time')),
        TE.bind('alone', () => passTime(job, network, 1, job.budget.timedPasses)),
        TE.bind('together', () => passTime(job, network, batchSize, Math.ceil(job.budget.timedPasses / 4))),
      ),
    ),
    TE.map(({ accuracy, alone, together }) => ({
      name,
      accuracy,
      accuracyBefore,
      parameters: parameterCount(network),
      nonzero: nonzeroParameterCount(network),
      multiplyAccumulates: multiplyAccumulates(network),
      millisecondsAlone: alone,
      millisecondsInBatch: together / batchSize,
      bytes: weightBytes(network),
    })),
  )

export const measurementHead: readonly string[] = [
  '',
  'before tuning',
  'accuracy',
  'parameters',
  'not zero',
  'mult-adds',
  'ms/image',
  `in ${batchSize}s`,
  'bytes',
]

/** A row of the closing table; the report's table has the same cells. */
export const measurementCells = (row: Measurement): readonly string[] => [
  row.name,
  row.accuracyBefore === undefined ? '' : percent(row.accuracyBefore),
  percent(row.accuracy),
  grouped(row.parameters),
  row.nonzero === row.parameters ? '' : grouped(row.nonzero),
  grouped(row.multiplyAccumulates),
  milliseconds(row.millisecondsAlone),
  milliseconds(row.millisecondsInBatch),
  grouped(row.bytes),
]
