/** A rule of pruning, carried out. */
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import {
  activationScore,
  type AnyNetwork,
  type Backend,
  batchNormScale,
  type Criterion,
  cut,
  type Key,
  l1Norm,
  l2Norm,
  largest,
  maskSmallest,
  planByRatio,
  planBySlimming,
  type PlanError,
  planTo,
  randomScore,
} from 'narrownet'
import type { JobError } from '../main/jobError.js'
import type { LoadedImages } from './loadImages.js'
import type { Images, Ranking, Rule } from './stage.js'

/** What pruning may ask for. */
export interface Workplace {
  readonly backend: Backend
  readonly images: (images: Images) => TE.TaskEither<JobError, LoadedImages>
  readonly key: Key
}

export interface PrunedNetwork {
  readonly network: AnyNetwork
  /** where one threshold ruled all layers */
  readonly threshold: number | undefined
}

/** The network made smaller; a `Left` where the rule cannot be followed. */
export const prunedBy =
  (rule: Rule, at: Workplace) =>
  (network: AnyNetwork): TE.TaskEither<JobError, PrunedNetwork> => {
    if ('slimming' in rule) {
      const { slimming: ratio, ...options } = rule
      return TE.fromEither(
        F.pipe(
          network,
          planBySlimming({ ratio, ...options }),
          E.flatMap(({ plan, threshold }) =>
            F.pipe(
              cut(plan)(network),
              E.map((smaller) => ({ network: smaller, threshold })),
            ),
          ),
        ),
      )
    }
    if ('weights' in rule)
      return TE.fromEither(
        F.pipe(
          network,
          maskSmallest({ ratio: rule.weights, layers: rule.layers, convention: 'reference' }),
          E.map((sparse) => ({ network: sparse, threshold: undefined })),
        ),
      )
    return F.pipe(
      criterionOf(rule.ranking, network, at),
      TE.flatMapEither((criterion) =>
        'to' in rule
          ? planTo(criterion, rule.to)(network)
          : planByRatio(criterion, rule.ratio, { selection: rule.selection ?? 'independent' })(network),
      ),
      TE.flatMapEither((plan) => cut(plan)(network)),
      TE.map((smaller) => ({ network: smaller, threshold: undefined })),
    )
  }

/** The criterion that a ranking names. */
export const criterionOf = (ranking: Ranking, network: AnyNetwork, at: Workplace): TE.TaskEither<JobError, Criterion<PlanError>> => {
  switch (ranking.by) {
    case 'l1':
      return TE.right(l1Norm)
    case 'l2':
      return TE.right(l2Norm)
    case 'scale':
      return TE.right(batchNormScale)
    case 'random':
      return TE.right(randomScore(at.key))
    case 'largest':
      return TE.right(largest(ranking.of === 'l1' ? l1Norm : l2Norm))
    case 'activation':
      return F.pipe(
        at.images(ranking.images),
        TE.flatMap(({ training }) => activationScore(at.backend, network, training, { statistic: ranking.statistic })),
      )
  }
}

/** How a table and a record call a ranking. */
export const rankingName = (ranking: Ranking): string =>
  ranking.by === 'largest' ? `largest ${ranking.of}` : ranking.by === 'activation' ? `activation ${ranking.statistic}` : ranking.by
