/** How two plans for one cfg differ. */
import { either as E } from 'fp-ts'
import { type Plan, type PlanError, plannedFor, planProblem } from './plan.js'

/** An entry of the cfg that two plans treat differently: what one removes and the other keeps. */
export interface GroupDifference {
  /** its group in the plans */
  readonly index: number
  readonly onlyFirst: readonly number[]
  readonly onlySecond: readonly number[]
}

/**
 * The entries in which two plans differ, with the channels that the first alone keeps and those that the second alone keeps; none if they
 * are equal. A `Left` if they are not for the same cfg, or one is not a plan.
 *
 * @example
 * const keeping = (kept: readonly number[]): Plan => ({ groups: [{ width: 4, kept }] })
 * diffPlans(keeping([0, 1]), keeping([1, 3])) // => E.right([{ index: 0, onlyFirst: [0], onlySecond: [3] }])
 */
export const diffPlans = (first: Plan, second: Plan): E.Either<PlanError, readonly GroupDifference[]> => {
  const widths = plannedFor('diffPlans', first)
  const problem = planProblem('diffPlans', widths, first) ?? planProblem('diffPlans', widths, second)
  if (problem !== undefined) return E.left(problem)
  return E.right(
    first.groups.flatMap(({ kept }, index) => {
      const other = second.groups[index]?.kept ?? []
      const onlyFirst = without(kept, other)
      const onlySecond = without(other, kept)
      return onlyFirst.length + onlySecond.length === 0 ? [] : [{ index, onlyFirst, onlySecond }]
    }),
  )
}

const without = (channels: readonly number[], others: readonly number[]): readonly number[] => {
  const known = new Set(others)
  return channels.filter((channel) => !known.has(channel))
}
