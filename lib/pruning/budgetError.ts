/** Why no plan keeps a network within a budget. */
import { shown } from '../shape/shown.js'

/** Nothing in the family of plans costs so little: what pruning may take at most still leaves `least`. */
export interface BudgetTooSmall {
  readonly _tag: 'BudgetTooSmall'
  readonly budget: number
  readonly least: number
}

/** A budget, or a cost that a function gave, that is not a number, 0 or more. */
export interface BadBudget {
  readonly _tag: 'BadBudget'
  readonly what: 'the budget' | 'a cost'
  readonly found: unknown
}

/**
 * One sentence for a person.
 *
 * @example
 * budgetMessage({ _tag: 'BudgetTooSmall', budget: 6, least: 7 })
 * // => 'no plan comes down to a budget of 6: the least cost possible is 7, with every layer at its floor'
 */
export const budgetMessage = (error: BudgetTooSmall | BadBudget): string =>
  error._tag === 'BudgetTooSmall'
    ? `no plan comes down to a budget of ${error.budget}: the least cost possible is ${error.least}, with every layer at its floor`
    : `${error.what} is ${shown(error.found)}: a number of 0 or more was expected`

/** Is it something to spend, or to be spent? */
export const isAmount = (value: unknown): value is number => typeof value === 'number' && value >= 0
