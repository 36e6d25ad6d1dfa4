// A criterion of a program's own may fail in a way of its own: what plans by it fails so too, and beside it as always.
import type { either as E, taskEither as TE } from 'fp-ts'
import {
  type AnyNetwork,
  type Backend,
  batchNormScale,
  type Budgeted,
  type Criterion,
  type Dataset,
  type FitError,
  l1Norm,
  type Plan,
  type PlanError,
  planByRatio,
  planTied,
  planTo,
  planToBudget,
  planToMeasured,
  type Sensitivity,
  sensitivity,
  type TiedGroup,
} from 'narrownet'
import type { Equal, Expect } from '../equal.js'

interface NotThere {
  readonly _tag: 'NotThere'
  readonly path: string
}
declare const own: Criterion<NotThere>
declare const network: AnyNetwork
declare const backend: Backend
declare const samples: Dataset
declare const measure: (network: AnyNetwork) => TE.TaskEither<string, number>

const byCfg = planTo(own, [4])(network)
export type ByCfg = Expect<Equal<typeof byCfg, E.Either<PlanError | NotThere, Plan>>>
const byRatio = planByRatio(own, 0.5)(network)
export type ByRatio = Expect<Equal<typeof byRatio, E.Either<PlanError | NotThere, Plan>>>
const byBudget = planToBudget(own, { parameters: 100 })(network)
export type ByBudget = Expect<Equal<typeof byBudget, E.Either<PlanError | NotThere, Budgeted>>>
const byMeasure = planToMeasured(own, { measure, atMost: 3 })(network)
export type ByMeasure = Expect<Equal<typeof byMeasure, TE.TaskEither<PlanError | NotThere | string, Budgeted>>>
const tied = planTied(own, '1.body.0', 2)(network)
export type Tied = Expect<Equal<typeof tied, E.Either<PlanError | NotThere, TiedGroup>>>
const curve = sensitivity(backend, network, samples, own, [0.5])
export type Curve = Expect<Equal<typeof curve, TE.TaskEither<PlanError | NotThere | FitError, readonly Sensitivity[]>>>

// the library's own criteria fail by a PlanError or never
const plain = planTo(l1Norm, [4])(network)
export type Plain = Expect<Equal<typeof plain, E.Either<PlanError, Plan>>>
const byScale = planTo(batchNormScale, [4])(network)
export type ByScale = Expect<Equal<typeof byScale, E.Either<PlanError, Plan>>>
