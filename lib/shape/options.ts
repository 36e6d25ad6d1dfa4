/**
 * The gate for what a caller writes down: options of a function, fields of a layer. An unknown key, or a value of another kind, can come
 * only from plain JavaScript or through a cast.
 */
import { invariant } from './invariant.js'
import type { Kind, Kinds } from './kind.js'
import { shown, wrappingOf } from './shown.js'

/**
 * The first key that is unknown or holds something of another kind; undefined where all is well.
 *
 * @example
 * const kinds = { batchSize: wholeNumber(1) }
 * keysProblem(kinds, { lr: 0.1 }, 'option') // => 'unknown option lr, not one of batchSize'
 * keysProblem(kinds, { batchSize: '64' }, 'option') // => 'batchSize is "64", not a whole number, 1 or more'
 */
export const keysProblem = <Given>(kinds: Kinds<Given>, given: unknown, noun: 'option' | 'field', prefix = ''): string | undefined => {
  if (typeof given !== 'object' || given === null) return `the ${noun}s are ${shown(given)}, not an object`
  const unknown = Object.keys(given).find((key) => !Object.hasOwn(kinds, key))
  const names = Object.keys(kinds)
  if (unknown !== undefined) return `unknown ${noun} ${prefix}${unknown}${names.length === 0 ? '' : `, not one of ${names.join(', ')}`}`
  const values = given as Readonly<Record<string, unknown>>
  return Object.entries<Kind<unknown>>(kinds)
    .map(([name, kind]) => valueProblem(`${prefix}${name}`, kind, values[name], noun))
    .find((problem) => problem !== undefined)
}

const valueProblem = (name: string, kind: Kind<unknown>, value: unknown, noun: 'option' | 'field'): string | undefined => {
  if (!kind.is(value)) return kind.problem?.(value, name) ?? `${name} is ${shown(value)}, not ${kind.name}${wayOut(value)}`
  return kind.members && value !== undefined ? keysProblem(kind.members, value, noun, `${name}.`) : undefined
}

/** How what was meant is had. */
const wayOut = (value: unknown): string => {
  const wrapping = wrappingOf(value)
  return wrapping === undefined ? '' : wrapping === 'a promise' ? ': await it' : ': take out what it holds, as orThrow does'
}

/**
 * The options themselves, every key and value checked; else it throws: "narrownet: fit: unknown option lr, not one of epochs, ...".
 *
 * @example
 * checkedOptions('syntheticDigits', { count: wholeNumber(1) }, { count: 20 }) // => { count: 20 }
 */
export const checkedOptions = <Options extends object>(caller: string, kinds: Kinds<Options>, options: Options): Options => {
  const problem = keysProblem(kinds, options, 'option')
  return problem === undefined ? options : invariant(`${caller}: ${problem}`)
}

/**
 * An argument of its kind; else it throws: "narrownet: split: count is -1, not a whole number, 0 or more".
 *
 * @example
 * checkedArgument('take', 'count', wholeNumber(0), 3) // => 3
 */
export const checkedArgument = <A>(caller: string, name: string, kind: Kind<A>, value: unknown): A => {
  const problem = valueProblem(name, kind, value, 'option')
  // what has no problem is of the kind: that is what a problem is
  return problem === undefined ? (value as A) : invariant(`${caller}: ${problem}`)
}
