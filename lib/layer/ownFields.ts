/** What a program writes down of something of its own, a layer or a loss: a name, and fields of a few kinds. */
import { countProblem } from '../shape/count.js'
import { invariant } from '../shape/invariant.js'
import { finiteNumber, kind, type Kind, type Kinds, oneOf, trueOrFalse } from '../shape/kind.js'
import { keysProblem } from '../shape/options.js'
import type { DefinedTag } from './defined.js'
import type { FieldKind, FieldKinds } from './layerDefinition.js'

/** The fields of a description as run time sees them. */
export type FieldValues = Readonly<Record<string, number | boolean>>

/** 'mine/polynomial'. */
export const aTag = (of: 'layer' | 'loss'): Kind<DefinedTag> =>
  kind(
    of === 'layer' ? "a program's name and a layer's, as 'mine/polynomial'" : "a program's name and a loss's, as 'mine/quantile'",
    (value) => /^[\w.@-]+\/[\w.-]+$/.test(String(value)) && typeof value === 'string',
  )

const fieldKind: Kind<FieldKind> = oneOf('count', 'number', 'boolean')

const kindOf: Readonly<Record<FieldKind, Kind<unknown>>> = { count: finiteNumber, number: finiteNumber, boolean: trueOrFalse }

/** A field whose kind is none. */
export const fieldKindsProblem = (fields: FieldKinds): string | undefined =>
  Object.entries(fields).flatMap(([name, given]) => (fieldKind.is(given) ? [] : [`its field ${name} is none of ${fieldKind.name}`]))[0]

/** The kind of each field's value. */
export const kindsOf = (fields: FieldKinds): Kinds<object> =>
  Object.fromEntries(Object.entries(fields).map(([name, given]) => [name, kindOf[given]])) as Kinds<object>

/** A count that counts nothing. */
export const miscounted = (fields: FieldKinds, values: FieldValues): string | undefined =>
  Object.entries(fields)
    .map(([name, given]) => (given === 'count' ? countProblem(values[name] as number, name) : undefined))
    .find((found) => found !== undefined)

/** The fields themselves; what no compiler lets pass throws. */
export const checkedFields = (tag: string, kinds: object, given: object): object => {
  const problem = keysProblem(kinds as Kinds<object>, given, 'field')
  return problem === undefined ? given : invariant(`${tag}: ${problem}`)
}
