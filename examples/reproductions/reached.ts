/** The network that a stage comes to: of trained ones what their runs left, of others what follows from them at once. */
import { function as F, taskEither as TE } from 'fp-ts'
import { type AnyNetwork, foldIn, key } from 'narrownet'
import type { JobError } from '../main/jobError.js'
import { networkOf } from './architecture.js'
import type { Bench } from './bench.js'
import { networkOfRun, recordAt } from './folder.js'
import { prunedBy } from './prunedBy.js'
import { judged, type Refusal, refusal } from './refusal.js'
import { runId } from './run.js'
import { depthOf, type Stage } from './stage.js'

export interface Reached {
  readonly network: AnyNetwork
  /** of each slimming on the way */
  readonly thresholds: readonly number[]
}

export const reached = (stage: Stage, seed: number, bench: Bench): TE.TaskEither<JobError | Refusal, Reached> => {
  switch (stage.stage) {
    case 'fresh':
      return TE.right({ network: networkOf(stage.network, foldIn(key(seed), 0)), thresholds: [] })
    case 'trained':
    case 'scratch':
      return leftBy(runId({ seed, task: stage }), bench)
    case 'pruned':
      return F.pipe(
        reached(stage.from, seed, bench),
        TE.flatMap(({ network, thresholds }) =>
          F.pipe(
            network,
            prunedBy(stage.by, { backend: bench.backend, images: bench.images, key: foldIn(key(seed), 1000 + depthOf(stage)) }),
            TE.bimap(judged, (pruned) => ({
              network: pruned.network,
              thresholds: pruned.threshold === undefined ? thresholds : [...thresholds, pruned.threshold],
            })),
          ),
        ),
      )
  }
}

/** What an earlier run left; one that went astray left nothing to go on from. */
const leftBy = (id: string, { folders }: Bench): TE.TaskEither<JobError | Refusal, Reached> =>
  F.pipe(
    recordAt(folders, id),
    TE.mapLeft((error): JobError | Refusal => error),
    TE.filterOrElse(
      (record) => !(record?.result.is === 'refused' || (record?.result.is === 'training' && record.result.diverged !== null)),
      (): JobError | Refusal => refusal(`it starts from run ${id}, which came to nothing`),
    ),
    TE.flatMap((record) =>
      F.pipe(
        networkOfRun(folders, id),
        TE.map((network) => ({ network, thresholds: record?.thresholds ?? [] })),
      ),
    ),
  )
