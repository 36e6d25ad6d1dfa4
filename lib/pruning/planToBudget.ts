/** The largest network within a budget: one ranking over all layers, and as few of its lowest channels gone as will do. */
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import { multiplyAccumulates, parameterCount } from '../accounting/cost.js'
import { wellFormed } from '../network/admitted.js'
import type { AnyNetwork } from '../network/network.js'
import type { Countable } from '../network/visitsOf.js'
import { aFunction, aNumber, kind } from '../shape/kind.js'
import { checkedArgument, checkedOptions } from '../shape/options.js'
import { type Criterion, criterionKind } from './criterion.js'
import { countedAfter } from './countedAfter.js'
import { cut } from './cut.js'
import { type Floors, floorKinds, rankingOf } from './globalRanking.js'
import type { Plan, PlanError } from './plan.js'
import { type Budgeted, withinBudget } from './withinBudget.js'

/** How much a network may cost: multiply-accumulates for one sample, trained parameters, or what a function of your own says. */
export type Budget =
  | { readonly multiplyAccumulates: number }
  | { readonly parameters: number }
  | { readonly cost: (network: AnyNetwork) => number; readonly atMost: number }

/** A cost that takes a measurement, of milliseconds, say. */
export interface MeasuredBudget<out Failure> {
  readonly measure: (network: AnyNetwork) => TE.TaskEither<Failure, number>
  readonly atMost: number
}

/**
 * The plan that keeps a network within a budget.
 *
 * All channels of the cfg's entries are ranked together by the criterion's scores; of equal ones the earlier stays. Each layer's highest, as many as its floor says, are
 * not ranked: they stay. The plans that take the k lowest of the ranking, k = 0, 1, 2, ..., are each part of the next, so that what they leave costs less
 * and less. Given is the first of them within the budget: *the largest network of this family whose cost is at most the budget*, found by
 * bisection, with one cut for each halving; counts of parameters and multiply-accumulates are taken without one.
 *
 * A budget that the whole network keeps is the plan that keeps everything. One that no plan of the family reaches is a `Left`, `BudgetTooSmall`, which says
 * the least cost possible; so are floors that are not one for each width, and whatever the criterion has nothing to score for. A `cost` of your own must not grow
 * as channels go; where it does, as measurements may, the plan is within the budget, and the one with a channel more was found not to be.
 *
 * Scores of different layers are compared as they are. An L1 norm is larger where a filter has more inputs: `normalizedByLayer(l1Norm)`.
 *
 * @example
 * const wide = sequential(input(4), linear(4, 6), relu, linear(6, 3), relu, linear(3, 2))(key(0))
 * const half = F.pipe(wide, planToBudget(normalizedByLayer(l1Norm), { parameters: 30 }, { minimumWidth: 2 }))
 * F.pipe(half, E.map(({ cost }) => cost <= 30)) // => E.right(true)
 * F.pipe(wide, planToBudget(l1Norm, { multiplyAccumulates: 6 })) // => E.left({ _tag: 'BudgetTooSmall', budget: 6, least: 7 })
 */
export const planToBudget = <Failure>(criterion: Criterion<Failure>, budget: Budget, options: Floors = {}) => {
  const given = checkedArguments('planToBudget', criterion, options)
  const { atMost, costOn } = costOf(budget)
  return (network: AnyNetwork): E.Either<PlanError | Failure, Budgeted> =>
    F.pipe(
      rankingOf(given.criterion, wellFormed('planToBudget', network), given.floors),
      E.flatMap((ranking) => withinBudget(E.MonadThrow)(ranking, atMost, costOn(network))),
    )
}

/**
 * The same by a measurement that takes its time, of milliseconds on a device, say: `measure` gives a task of each network that the bisection asks for, and
 * these are run one after the other. What the plan leaves was measured to be within the budget, and one channel more not to be. Measure a median of
 * several runs: two measurements of one network differ.
 *
 * @example
 * const wide = sequential(input(4), linear(4, 6), relu, linear(6, 2))(key(0))
 * const measure = (network: AnyNetwork) => TE.right(parameterCount(network)) // in the place of a clock
 * const planned = F.pipe(wide, planToMeasured(l1Norm, { measure, atMost: 25 }), TE.map(({ plan }) => planWidths(plan)))
 * await planned() // => E.right([3])
 */
export const planToMeasured = <Failure, Unmeasured>(
  criterion: Criterion<Failure>,
  budget: MeasuredBudget<Unmeasured>,
  options: Floors = {},
) => {
  const given = checkedArguments('planToMeasured', criterion, options)
  const { measure, atMost } = checkedOptions('planToMeasured', { measure: aFunction<typeof budget.measure>(), atMost: aNumber }, budget)
  return (network: AnyNetwork): TE.TaskEither<PlanError | Failure | Unmeasured, Budgeted> =>
    F.pipe(
      TE.fromEither(rankingOf(given.criterion, wellFormed('planToMeasured', network), given.floors)),
      TE.flatMap((ranking) =>
        withinBudget(TE.MonadThrow)<PlanError | Unmeasured>(ranking, atMost, (plan) =>
          F.pipe(TE.fromEither(cut(plan)(network)), TE.flatMap<AnyNetwork, PlanError | Unmeasured, number>(measure)),
        ),
      ),
    )
}

const checkedArguments = <Failure>(caller: string, criterion: Criterion<Failure>, options: Floors) => ({
  floors: checkedOptions(caller, floorKinds, options),
  criterion: checkedArgument(caller, 'criterion', criterionKind, criterion) as Criterion<Failure>,
})

/** What a plan leaves costs. */
type CostOn = (network: AnyNetwork) => (plan: Plan) => E.Either<PlanError, number>

/** The three ways to say a budget, as one: what is counted needs no weights, a function of the caller's sees the network that is cut. */
const costOf = (budget: Budget): { readonly atMost: number; readonly costOn: CostOn } => {
  const given = checkedArgument('planToBudget', 'budget', aBudget, budget)
  if ('cost' in given) {
    const costOn: CostOn = (network) => (plan) => F.pipe(cut(plan)(network), E.map(given.cost))
    return { atMost: given.atMost, costOn }
  }
  const [atMost, count] =
    'parameters' in given
      ? ([given.parameters, (counted: Countable) => parameterCount(counted)] as const)
      : ([given.multiplyAccumulates, multiplyAccumulates] as const)
  return { atMost, costOn: (network) => F.flow(countedAfter(network), count, E.right) }
}

const aBudget = kind<Budget>('{ multiplyAccumulates }, { parameters } or { cost, atMost }', (value) => {
  const {
    multiplyAccumulates: macs,
    parameters,
    cost,
    atMost,
    ...others
  } = { ...(value as Partial<Record<string, unknown>> | null | undefined) }
  const numbers = [macs, parameters, atMost].filter((each) => each !== undefined)
  return (
    Object.keys(others).length === 0 &&
    numbers.length === 1 &&
    aNumber.is(numbers[0]) &&
    (typeof cost === 'function') === (atMost !== undefined)
  )
})
