/** A training that can be killed at any moment: each epoch is on the disk before the next, and the run goes on from there. */
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import {
  type AnyNetwork,
  arraysOf,
  crossEntropy,
  type Dataset,
  distillation,
  evaluate,
  type Evaluation,
  fitSteps,
  type Key,
  type Shape,
} from 'narrownet'
import { jobMessage, type JobError } from '../main/jobError.js'
import type { Bench, Watch } from './bench.js'
import { secondsNow, secondsSince } from './clock.js'
import { type Checkpoint, readCheckpoint, writeCheckpoint } from './folder.js'
import type { Outcome } from './outcome.js'
import type { Measured, Result } from './record.js'
import type { Images } from './stage.js'
import { optionsOf, type Training } from './training.js'

export interface Asked {
  readonly id: string
  readonly training: Training
  readonly images: Images
  readonly key: Key
  /** the network that a pruned one was cut from, where it is to learn from it */
  readonly teacher?: AnyNetwork | undefined
}

export const trainingOf = (asked: Asked, network: AnyNetwork, bench: Bench, watch: Watch): TE.TaskEither<JobError, Outcome> =>
  F.pipe(
    bench.images(asked.images),
    TE.flatMap((images) => () => trained(asked, network, images, bench, watch)),
  )

const trained = async (
  { id, training, key, teacher }: Asked,
  network: AnyNetwork,
  { training: samples, test }: { readonly training: Dataset<Shape>; readonly test: Dataset<Shape> },
  { backend, folders }: Bench,
  { tell, signal }: Watch,
): Promise<E.Either<JobError, Outcome>> => {
  const saved = await readCheckpoint(folders, id)
  const began = secondsNow()
  const first = saved ? E.right(saved.start) : await TE.map(measured)(evaluate(backend, network, test, { signal }))()
  if (E.isLeft(first)) return first
  let at: Omit<Checkpoint, 'state'> = saved ?? { start: first.right, epochs: [], seconds: secondsSince(began), network }
  const ended = (diverged: string | null): E.Either<JobError, Outcome> =>
    E.right({
      result: resultOf(at, training.epochs, diverged),
      network: diverged === null ? at.network : undefined,
      seconds: at.seconds,
      passes: [],
    })

  const loss = teacher && training.distilled ? distillation({ teacher, ...training.distilled }) : crossEntropy()
  const options = { ...optionsOf(training), loss, key, signal, validation: test, resume: saved?.state }
  let started = secondsNow()
  for await (const event of fitSteps(backend, at.network, samples, options)) {
    if (E.isLeft(event)) return strays.has(event.left._tag) ? ended(jobMessage(event.left)) : event
    if (event.right._tag === 'step') {
      tell(event.right)
      continue
    }
    const { network: reached, state, loss, accuracy, validation } = event.right
    if (validation === undefined) continue
    const seconds = secondsSince(started, at.seconds)
    started = secondsNow()
    at = { ...at, network: reached, seconds, epochs: [...at.epochs, { training: { loss, accuracy }, test: measured(validation) }] }
    const written = await writeCheckpoint(folders, id, { ...at, state })()
    if (E.isLeft(written)) return written
  }
  return ended(null)
}

/** How a training goes astray; what it came to before is kept. */
const strays: ReadonlySet<string> = new Set(['LossNotFinite', 'WeightsNotFinite', 'AnswerNotFinite'])

const measured = ({ loss, accuracy }: Evaluation): Measured => ({ loss, accuracy })

const resultOf = ({ start, epochs, network }: Omit<Checkpoint, 'state'>, planned: number, diverged: string | null): Result => ({
  is: 'training',
  start,
  epochs,
  planned,
  diverged,
  scales: scalesOf(network),
})

const bins = 101

/** How many batch-norm scales have a magnitude in each hundredth; in the last bin all from 1. */
const scalesOf = (network: AnyNetwork): readonly number[] => {
  const counted = Array.from({ length: bins }, () => 0)
  for (const { path, values } of arraysOf(network)) {
    if (!path.endsWith('.scale')) continue
    for (const scale of values) {
      const bin = Math.min(bins - 1, Math.floor(Math.abs(scale) * 100))
      counted[bin] = (counted[bin] ?? 0) + 1
    }
  }
  return counted
}
