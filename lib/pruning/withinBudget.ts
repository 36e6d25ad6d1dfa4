/** A bisection over plans of which each is part of the next, whether their costs are counted at once or measured by and by. */
import type { hkt, monadThrow } from 'fp-ts'
import { type BadBudget, type BudgetTooSmall, isAmount } from './budgetError.js'
import { planWithout, type Ranking, removedBy } from './globalRanking.js'
import type { Plan } from './plan.js'

/** A plan within a budget, and how it came about. */
export interface Budgeted {
  readonly plan: Plan
  /** what the network that is cut by it costs */
  readonly cost: number
  /** how many channels were ranked: those that no floor keeps */
  readonly ranked: number
  /** how many of them go, the fewest that will do */
  readonly removed: number
}

/** What was found within the budget so far: without the lowest so many of the ranking. */
interface Found {
  readonly removed: number
  readonly cost: number
}

/** The fewest channels that must go; a cost is asked for once in each halving, and first of the plan that takes all that are ranked. */
export const withinBudget =
  <Outcome extends hkt.URIS2>(monad: monadThrow.MonadThrow2<Outcome>) =>
  <Failure>(
    ranking: Ranking,
    budget: number,
    costOf: (plan: Plan) => hkt.Kind2<Outcome, Failure, number>,
  ): hkt.Kind2<Outcome, Failure | BadBudget | BudgetTooSmall, Budgeted> => {
    type Left = Failure | BadBudget | BudgetTooSmall
    const failed = <A>(error: BadBudget | BudgetTooSmall): hkt.Kind2<Outcome, Left, A> => monad.throwError<Left, A>(error)
    const plan = (removed: number): Plan => planWithout(ranking, removed)
    const then = <A>(removed: number, next: (cost: number) => hkt.Kind2<Outcome, Left, A>): hkt.Kind2<Outcome, Left, A> =>
      monad.chain<Left, number, A>(costOf(plan(removed)) as hkt.Kind2<Outcome, Left, number>, (cost) =>
        isAmount(cost) ? next(cost) : failed({ _tag: 'BadBudget', what: 'a cost', found: cost }),
      )
    /** Fewer than `from` are too few; `found` is within the budget. */
    const search = (from: number, found: Found): hkt.Kind2<Outcome, Left, Budgeted> => {
      if (from === found.removed)
        return monad.of({
          plan: plan(found.removed),
          ranked: removedBy(ranking),
          removed: removedBy(ranking, found.removed),
          cost: found.cost,
        })
      const middle = Math.floor((from + found.removed) / 2)
      return then(middle, (cost) => (cost <= budget ? search(from, { removed: middle, cost }) : search(middle + 1, found)))
    }
    if (!isAmount(budget)) return failed({ _tag: 'BadBudget', what: 'the budget', found: budget })
    const all = ranking.ranked.length
    return then(all, (cost) =>
      cost <= budget ? search(0, { removed: all, cost }) : failed({ _tag: 'BudgetTooSmall', budget, least: cost }),
    )
  }
