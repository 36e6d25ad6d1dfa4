/**
 * Pruning plans as JSON: what `planToJson` writes, `planFromJson` reads, and refuses everything else with the reason. The same for plans of
 * tied groups, `tiedToJson` and `tiedFromJson`.
 */
import { either as E, function as F } from 'fp-ts'
import * as t from 'io-ts'
import type { TiedGroup } from '../pruning/cutTied.js'
import { keptProblem, type Plan, type PlannedGroup } from '../pruning/plan.js'
import { invariant } from '../shape/invariant.js'
import { aString } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import { checked, codecOf, type Misfit, misfit, misfitMessage } from './checked.js'
import { jsonOf } from './jsonOf.js'
import { strictJson } from './strictJson.js'

/** Why a text does not hold a plan: the field, what was expected there and what was found. */
export interface PlanFormatError extends Misfit {
  readonly _tag: 'PlanFormatError'
}

/**
 * The error as one sentence.
 *
 * @example
 * planFormatMessage({ _tag: 'PlanFormatError', field: 'plan.groups.0.width', expected: 'a width', found: '0' })
 * // => 'plan.groups.0.width: expected a width, found 0'
 */
export const planFormatMessage = (error: PlanFormatError): string => misfitMessage(error)

const width = codecOf('a width', (value): value is number => Number.isSafeInteger(value) && Number(value) >= 1)
const channel = codecOf('a channel', (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0)
const maker = codecOf('the path of a layer', (value): value is string => typeof value === 'string' && value !== '')
const kept = t.readonlyArray(channel, 'channels')
const group = t.type({ width, kept }, 'an entry of the cfg')
const codec = t.type({ groups: t.readonlyArray(group, 'entries of the cfg') }, 'a plan')
const tiedGroup = t.type({ maker, width, kept }, 'a tied group')
const tiedCodec = t.type({ tied: t.readonlyArray(tiedGroup, 'tied groups') }, 'a plan of tied groups')

/**
 * A plan as JSON. One that `planFromJson` would refuse is a mistake in the program and throws.
 *
 * @example
 * planToJson({ groups: [{ width: 4, kept: [0, 3] }] }) // => '{"groups":[{"width":4,"kept":[0,3]}]}'
 */
export const planToJson = (plan: Plan): string => jsonOf(readable('planToJson', planIn(plan)))

/**
 * A plan from JSON, or the first place that is wrong. An entry may keep nothing: whether a network bears that, `cut` or `cutIdle` says.
 *
 * Law: planFromJson(planToJson(plan)) is the plan.
 *
 * @example
 * F.pipe(planFromJson('{"groups":[{"width":4,"kept":[0,4]}]}'), E.mapLeft(errorMessage))
 * // => E.left('plan.groups.0.kept: expected ascending channels below 4, found channel 4 is not one of 4')
 */
export const planFromJson = (json: string): E.Either<PlanFormatError, Plan> =>
  F.pipe(parsed('planFromJson', json), E.flatMap(planIn), E.mapLeft(refused))

const planIn = (value: unknown): E.Either<Misfit, Plan> =>
  F.pipe(
    checked(codec, 'plan', value),
    E.flatMap(({ groups }) => ascending('plan.groups', groups)),
    E.map((groups) => ({ groups: groups.map(({ width, kept }) => ({ width, kept })) })),
  )

/**
 * What tied groups keep as JSON. What `tiedFromJson` would refuse is a mistake in the program and throws.
 *
 * @example
 * tiedToJson([{ maker: '1.0.0', width: 6, kept: [0, 5] }]) // => '{"tied":[{"maker":"1.0.0","width":6,"kept":[0,5]}]}'
 */
export const tiedToJson = (tied: readonly TiedGroup[]): string => jsonOf({ tied: readable('tiedToJson', tiedIn({ tied })) })

/**
 * What tied groups keep from JSON, or the first place that is wrong. Whether a network ties these channels, `cutTied` says.
 *
 * Law: tiedFromJson(tiedToJson(tied)) is tied.
 *
 * @example
 * F.pipe(tiedFromJson('{"tied":[{"width":6,"kept":[0,5]}]}'), E.mapLeft(errorMessage))
 * // => E.left('plan.tied.0.maker: expected the path of a layer, found nothing')
 */
export const tiedFromJson = (json: string): E.Either<PlanFormatError, readonly TiedGroup[]> =>
  F.pipe(parsed('tiedFromJson', json), E.flatMap(tiedIn), E.mapLeft(refused))

const tiedIn = (value: unknown): E.Either<Misfit, readonly TiedGroup[]> =>
  F.pipe(
    checked(tiedCodec, 'plan', value),
    E.flatMap(({ tied }) => ascending('plan.tied', tied)),
    E.map((tied) => tied.map(({ maker, width, kept }) => ({ maker, width, kept }))),
  )

const parsed = (caller: string, json: string): E.Either<Misfit, unknown> =>
  F.pipe(
    strictJson(checkedArgument(caller, 'the JSON', aString, json)),
    E.mapLeft((found) => misfit('plan', 'JSON', found)),
  )

/** What is written can be read: the reader's own look at it, which only a cast or plain JavaScript fails. */
const readable = <Read>(caller: string, read: E.Either<Misfit, Read>): Read =>
  E.isLeft(read) ? invariant(`${caller}: ${misfitMessage(read.left)}`) : read.right

/** Groups whose kept channels ascend below their widths, or the first that is not one. */
const ascending = <Group extends PlannedGroup>(field: string, groups: readonly Group[]): E.Either<Misfit, readonly Group[]> => {
  const problems = groups.map(keptProblem)
  const at = problems.findIndex((problem) => problem !== undefined)
  return at === -1
    ? E.right(groups)
    : E.left(misfit(`${field}.${at}.kept`, `ascending channels below ${groups[at]?.width}`, problems[at] ?? ''))
}

const refused = (found: Misfit): PlanFormatError => ({ _tag: 'PlanFormatError', ...found })
