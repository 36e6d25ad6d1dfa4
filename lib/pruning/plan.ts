/**
 * A pruning plan: which channels each entry of the cfg keeps. Plain data: print it, save it, compose it.
 */
import { either as E } from 'fp-ts'
import type { Cfg } from '../shape/atMost.js'
import { largestCount } from '../shape/count.js'
import { known } from '../shape/invariant.js'
import { aNumber, anObject, either, kind, listOf, oneOf, wholeNumber } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import type { NotMeasured } from './measuredCriterion.js'
import type { NoBatchNorm } from './batchNormScale.js'
import { type BadBudget, budgetMessage, type BudgetTooSmall } from './budgetError.js'
import type { BadScores } from './criterion.js'
import { type UnevenGroups, unevenMessage } from './evenness.js'

/** One entry of the cfg: `kept` are positions among `width` channels, ascending. */
export interface PlannedGroup {
  readonly width: number
  readonly kept: readonly number[]
}

/**
 * What pruning will do: one group for each width of the cfg, in its order. A pooling 'M' has none; errors and reports number an entry by its
 * place in the cfg, where an 'M' counts.
 *
 * Law: `composePlans` is associative and `keepAll` its unit.
 */
export interface Plan {
  readonly groups: readonly PlannedGroup[]
}

/** A width and channels, whatever their numbers. */
export const isGroup = (value: unknown): boolean => {
  const { width, kept } = { ...(value as Partial<PlannedGroup> | null | undefined) }
  return aNumber.is(width) && listOf('channels', aNumber).is(kept)
}
const planGroups = listOf('groups { width, kept }', kind<PlannedGroup>('a group', isGroup))

/** The plan itself; throws for anything else, which only plain JavaScript or a cast can bring. */
export const checkedPlan = (caller: string, plan: Plan): Plan => {
  checkedArgument(caller, "the plan's groups", planGroups, checkedArgument(caller, 'the plan', anObject<Plan>(), plan).groups)
  return plan
}

/** A pruning ratio that is not at least 0 and less than 1. */
export interface BadRatio {
  readonly _tag: 'BadRatio'
  readonly ratio: number
}

/** Why a plan could not be made, or does not go with a network. */
export type PlanError =
  | {
      /** Made for another cfg: another number of entries, or another width at `index`. */
      readonly _tag: 'PlanMismatch'
      readonly expected: Cfg
      readonly found: Cfg
    }
  | {
      /** A layer would keep no channel. */
      readonly _tag: 'EmptiedLayer'
      readonly index: number
      readonly width: number
      readonly kept: number
    }
  | {
      /** `kept` is not an ascending list of positions below the width. */
      readonly _tag: 'BadChannels'
      readonly index: number
      readonly width: number
      readonly problem: string
    }
  | {
      readonly _tag: 'BadWidth'
      readonly index: number
      readonly width: number
      readonly asked: number
    }
  | {
      /** Neither one ratio for each width of the cfg nor, beside them, an 'M' where that has one. */
      readonly _tag: 'RatioMismatch'
      readonly expected: Cfg
      readonly found: Cfg
    }
  | {
      /** The channels of the layer at `maker` are not tied by a sum: they are an entry of the cfg, or fixed, or follow others, or there is no such layer. */
      readonly _tag: 'NotTied'
      readonly maker: string
      readonly fate: 'free' | 'fixed' | 'following' | 'absent'
    }
  | {
      /** What a tied group is to keep is not an ascending list of positions below its width, or not for its width. */
      readonly _tag: 'BadTiedChannels'
      readonly maker: string
      readonly problem: string
    }
  | BadBudget
  | BadRatio
  | BadScores
  | BudgetTooSmall
  | NoBatchNorm
  | NotMeasured
  | UnevenGroups

/**
 * One sentence for a person.
 *
 * @example
 * planMessage({ _tag: 'EmptiedLayer', index: 1, width: 16, kept: 0 })
 * // => 'cfg[1] would keep 0 of 16 channels: a layer keeps at least 1'
 */
export const planMessage = (error: PlanError): string => {
  switch (error._tag) {
    case 'PlanMismatch':
      return error.expected.length === error.found.length
        ? `the plan is for the cfg [${error.found.join(', ')}], but the network's is [${error.expected.join(', ')}]`
        : `the cfg has ${error.found.length} entries, but the network has ${error.expected.length}`
    case 'EmptiedLayer':
      return `cfg[${error.index}] would keep ${error.kept} of ${error.width} channels: a layer keeps at least 1`
    case 'BadChannels':
      return `cfg[${error.index}]: ${error.problem}`
    case 'BadWidth':
      return error.asked > error.width
        ? `cfg[${error.index}] is ${error.asked}, wider than the network, which has ${error.width} channels there`
        : `cfg[${error.index}] is ${error.asked}, not a positive integer`
    case 'BadRatio':
      return `the pruning ratio is ${error.ratio}: it must be at least 0 and less than 1`
    case 'RatioMismatch':
      return `there are ${error.found.length} ratios, but the cfg [${error.expected.join(', ')}] has ${widthsOf(error.expected).length} widths: one for each, and 'M' where it has one or nowhere`
    case 'BadScores':
      return `the criterion '${error.criterion}' gave ${error.problem} for layer ${error.path}`
    case 'BadBudget':
    case 'BudgetTooSmall':
      return budgetMessage(error)
    case 'NotTied':
      return error.fate === 'free'
        ? `the channels of layer ${error.maker} are an entry of the cfg: plan them with the others`
        : error.fate === 'fixed'
          ? `the channels of layer ${error.maker} cannot be pruned: they are the network's output, are selected by position, or meet channels in another order`
          : error.fate === 'following'
            ? `the channels of layer ${error.maker} follow those that they are multiplied by: plan those`
            : `layer ${error.maker} makes no channels`
    case 'BadTiedChannels':
      return `the channels of layer ${error.maker}: ${error.problem}`
    case 'NoBatchNorm':
      return `the channels of layer ${error.path} pass no batch norm, so they have no scale to be ranked by`
    case 'UnevenGroups':
      return unevenMessage(error)
    case 'NotMeasured':
      return `the criterion was measured on a network whose layer ${error.path} does not make ${error.width} channels`
  }
}

/**
 * The widths that remain.
 *
 * @example
 * planWidths({ groups: [{ width: 4, kept: [0, 2, 3] }] }) // => [3]
 */
export const planWidths = (plan: Plan): readonly number[] => checkedPlan('planWidths', plan).groups.map(({ kept }) => kept.length)

/**
 * The plan that keeps everything: the unit of composition.
 *
 * @example
 * keepAll([4, 'M', 2]).groups[1]?.kept // => [0, 1]
 */
export const keepAll = (cfg: Cfg): Plan => ({
  groups: widthsOf(checkedArgument('keepAll', 'cfg', listOf("widths and 'M'", either(wholeNumber(1, largestCount), oneOf('M'))), cfg)).map(
    (width) => ({
      width,
      kept: Array.from({ length: width }, (_, channel) => channel),
    }),
  ),
})

/**
 * First one plan, then another made for the narrowed network, as a single plan for the wide one. A `Left` if the second is not for what the
 * first leaves, or one is not a plan.
 *
 * Law: cut(composePlans(first, second)) = cut(first) then cut(second).
 *
 * @example
 * const both = composePlans({ groups: [{ width: 4, kept: [0, 2, 3] }] }, { groups: [{ width: 3, kept: [1, 2] }] })
 * both // => { _tag: 'Right', right: { groups: [{ width: 4, kept: [2, 3] }] } }
 */
export const composePlans = (first: Plan, second: Plan): E.Either<PlanError, Plan> => {
  const problem =
    planProblem('composePlans', plannedFor('composePlans', first), first) ?? planProblem('composePlans', planWidths(first), second)
  return problem === undefined
    ? E.right({
        groups: first.groups.map(({ width, kept }, index) => ({
          width,
          kept: (second.groups[index]?.kept ?? []).flatMap((position) => kept[position] ?? []),
        })),
      })
    : E.left(problem)
}

/** The widths that a plan is for. */
export const plannedFor = (caller: string, plan: Plan): readonly number[] => checkedPlan(caller, plan).groups.map(({ width }) => width)

/** The widths of a cfg, poolings apart. */
export const widthsOf = (cfg: Cfg): readonly number[] => cfg.filter((entry) => entry !== 'M')

/** Where in a cfg a width stands, by its number among the widths. */
export const placeIn = (cfg: Cfg, number: number): number => cfg.flatMap((entry, place) => (entry === 'M' ? [] : [place]))[number] ?? number

/** Other widths where a cfg's stand; its poolings stay where they are. */
export const inPlaces = (cfg: Cfg, widths: readonly number[]): Cfg => {
  const before = cfg.map((_, at) => widthsOf(cfg.slice(0, at)).length)
  return cfg.map((entry, at) => (entry === 'M' ? entry : known(widths[before[at] ?? 0])))
}

/** Why a plan does not go with a cfg; undefined if it does. Nothing is made of a plan before it has been asked. */
export const planProblem = (caller: string, cfg: Cfg, plan: Plan, { mayEmpty = false } = {}): PlanError | undefined => {
  const [expected, found] = [widthsOf(cfg), plannedFor(caller, plan)]
  if (found.length !== expected.length) return { _tag: 'PlanMismatch', expected, found }
  if (found.some((width, index) => width !== expected[index])) return { _tag: 'PlanMismatch', expected: cfg, found: inPlaces(cfg, found) }
  return plan.groups.map((group, number) => groupProblem(group, placeIn(cfg, number), mayEmpty)).find((problem) => problem !== undefined)
}

const groupProblem = (group: PlannedGroup, index: number, mayEmpty: boolean): PlanError | undefined => {
  const { width, kept } = group
  if (kept.length === 0) return mayEmpty ? undefined : { _tag: 'EmptiedLayer', index, width, kept: 0 }
  const problem = keptProblem(group)
  return problem === undefined ? undefined : { _tag: 'BadChannels', index, width, problem }
}

/** What is wrong with the positions that stay; undefined if they ascend below the width. */
export const keptProblem = ({ width, kept }: PlannedGroup): string | undefined => {
  const outside = kept.find((channel) => !Number.isInteger(channel) || channel < 0 || channel >= width)
  if (outside !== undefined) return `channel ${outside} is not one of ${width}`
  const descent = kept.findIndex((channel, position) => position > 0 && channel <= (kept[position - 1] ?? -1))
  return descent === -1 ? undefined : `channel ${kept[descent]} stands after ${kept[descent - 1]}: kept channels ascend`
}
