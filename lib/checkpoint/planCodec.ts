/** Pruning plans as JSON: what `planToJson` writes, `planFromJson` reads, and refuses everything else with the reason. */
import { either as E, function as F } from 'fp-ts'
import * as t from 'io-ts'
import { keptProblem, type Plan } from '../pruning/plan.js'
import { checked, codecOf, type Misfit, misfit, misfitMessage } from './checked.js'
import { strictJson } from './strictJson.js'

/** Why a text is no plan: the field, what was expected there and what was found. */
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
const group = t.type({ width, kept: t.readonlyArray(channel, 'channels') }, 'an entry of the cfg')
const codec = t.type({ groups: t.readonlyArray(group, 'entries of the cfg') }, 'a plan')

/**
 * A plan as JSON.
 *
 * @example
 * planToJson({ groups: [{ width: 4, kept: [0, 3] }] }) // => '{"groups":[{"width":4,"kept":[0,3]}]}'
 */
export const planToJson = ({ groups }: Plan): string => JSON.stringify({ groups: groups.map(({ width, kept }) => ({ width, kept })) })

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
  F.pipe(
    strictJson(json),
    E.mapLeft((found) => misfit('plan', 'JSON', found)),
    E.flatMap((value) => checked(codec, 'plan', value)),
    E.flatMap(({ groups }) => {
      const problems = groups.map(keptProblem)
      const at = problems.findIndex((problem) => problem !== undefined)
      return at === -1
        ? E.right({ groups: groups.map(({ width, kept }) => ({ width, kept })) })
        : E.left(misfit(`plan.groups.${at}.kept`, `ascending channels below ${groups[at]?.width}`, problems[at] ?? ''))
    }),
    E.mapLeft((found): PlanFormatError => ({ _tag: 'PlanFormatError', ...found })),
  )
