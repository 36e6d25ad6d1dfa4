/** A run carried out: from its settings to its record. */
import { function as F, taskEither as TE } from 'fp-ts'
import { type AnyNetwork, foldIn, key, reinitialized, scratchB } from 'narrownet'
import type { JobError } from '../main/jobError.js'
import { networkOf } from './architecture.js'
import type { Bench, Watch } from './bench.js'
import { circumstancesOf } from './circumstances.js'
import { countsOf } from './counts.js'
import { dropCheckpoint, writeNetwork, writeRecord } from './folder.js'
import type { LoadedImages } from './loadImages.js'
import { sensitivityOf, sweepOf, timesOf } from './measure.js'
import type { Outcome } from './outcome.js'
import { type Reached, reached } from './reached.js'
import type { RunRecord } from './record.js'
import { judged, type Refusal, refusal } from './refusal.js'
import { neededBy, type Run, runId } from './run.js'
import { sameImages } from './sameImages.js'
import { depthOf, rootOf, type Scratch, startOf, type Trained } from './stage.js'
import { withoutSparsity } from './training.js'
import { trainingOf } from './trainingOf.js'

/**
 * Carry out a run. Its network is written first, then its record: where there is a record, all is there.
 *
 * A `Left` where the machine is at fault (a file, other images than before, memory, a signal to stop): then there is no record, and the run can be tried again. What the
 * settings themselves make impossible is a record that says so.
 */
export const perform = (run: Run, bench: Bench, watch: Watch): TE.TaskEither<JobError, RunRecord> =>
  F.pipe(
    sameImages(run, bench),
    TE.flatMap((): TE.TaskEither<JobError | Refusal, Reached> => reached(startOf(run.task), run.seed, bench)),
    TE.flatMap((from) =>
      F.pipe(
        outcomeOf(run, from.network, bench, watch),
        TE.bimap(judged, (outcome) => ({ outcome, from })),
      ),
    ),
    TE.map(({ outcome, from }): Ended => ({ outcome, from })),
    TE.orElse((error) => (error._tag === 'Refusal' ? TE.right(refused(error)) : TE.left(error))),
    TE.flatMap(({ outcome, from }) => kept(run, bench, outcome, from)),
  )

interface Ended {
  readonly outcome: Outcome
  /** undefined where it never began */
  readonly from: Reached | undefined
}

const refused = ({ why }: Refusal): Ended => ({
  outcome: { result: { is: 'refused', why }, network: undefined, seconds: { wall: 0, processor: 0 }, passes: [] },
  from: undefined,
})

const outcomeOf = ({ seed, task }: Run, network: AnyNetwork, bench: Bench, watch: Watch): TE.TaskEither<JobError | Refusal, Outcome> => {
  const draws = foldIn(key(seed), 1 + depthOf(startOf(task)))
  const place = { backend: bench.backend, images: bench.images, key: draws }
  switch (task.stage) {
    case 'trained':
      return F.pipe(
        teacherOf(task, seed, bench),
        TE.flatMap((teacher) => trainingOf({ id: runId({ seed, task }), ...task, key: foldIn(draws, 0), teacher }, network, bench, watch)),
      )
    case 'scratch': {
      const training = { ...withoutSparsity(task.training), epochs: epochsOf(task, network) }
      const other = reinitialized(network, foldIn(draws, 1))
      return trainingOf({ id: runId({ seed, task }), images: task.images, training, key: foldIn(draws, 0) }, other, bench, watch)
    }
    case 'sweep':
      return sweepOf(task, network, place, watch.signal)
    case 'sensitivity':
      return sensitivityOf(task, network, place, watch.signal)
    case 'timed':
      return timesOf(task, network, place)
  }
}

/** The network that a task learns from: what the pruned one was cut from. */
const teacherOf = (task: Trained, seed: number, bench: Bench): TE.TaskEither<JobError | Refusal, AnyNetwork | undefined> => {
  if (task.training.distilled === undefined) return TE.right(undefined)
  const needed = neededBy({ seed, task })
  return needed === undefined
    ? TE.left(refusal('it is to learn from the network that it was cut from, and was cut from none'))
    : F.pipe(
        reached(needed.task, seed, bench),
        TE.map(({ network }) => network),
      )
}

/** Scratch-E: as many as the whole network had. Scratch-B: as many as cost what those did (Liu et al. 2019, section 3). */
const epochsOf = ({ budget, shape, training }: Scratch, pruned: AnyNetwork): number =>
  budget === 'epochs'
    ? training.epochs
    : scratchB(
        { epochs: training.epochs, batchSize: training.batchSize, learningRate: training.rate.rate },
        { full: networkOf(rootOf(shape).network, key(0)), pruned, convention: 'reference counter' },
      ).epochs

/** The network, then the record; then the checkpoints are of no more use. */
const kept = (run: Run, bench: Bench, outcome: Outcome, from: Reached | undefined): TE.TaskEither<JobError, RunRecord> => {
  const id = runId(run)
  const network = outcome.network ?? from?.network
  const recordWith = (images: string | null): RunRecord => ({
    version: 1,
    id,
    seed: run.seed,
    task: run.task,
    images,
    counts: network === undefined ? null : countsOf(network),
    thresholds: from?.thresholds ?? [],
    result: outcome.result,
    circumstances: circumstancesOf(bench),
    times: { wallSeconds: outcome.seconds.wall, processorSeconds: outcome.seconds.processor, passes: outcome.passes },
  })
  return F.pipe(
    TE.Do,
    TE.tap(() => (outcome.network === undefined ? TE.right(undefined) : writeNetwork(bench.folders, id, outcome.network))),
    TE.bind('digest', () =>
      'images' in run.task ? TE.map(({ digest }: LoadedImages) => digest)(bench.images(run.task.images)) : TE.right(null),
    ),
    TE.map(({ digest }) => recordWith(digest)),
    TE.tap((record) => writeRecord(bench.folders, record)),
    TE.tapTask(() => () => dropCheckpoint(bench.folders, id, outcome.result.is === 'training' ? outcome.result.epochs.length : 0)),
  )
}
