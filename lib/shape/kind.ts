/** What a value can be, in words and as a test: for callers that the compiler does not check, and for numbers that it cannot judge. */
import { wrappingOf } from './shown.js'

/** "a whole number, 1 or more", and whether a value is one. */
export interface Kind<out A> {
  readonly name: string
  readonly is: (value: unknown) => value is A
  /** what is said of a value that is none, where that is more than that it is not one; undefined: no more */
  readonly problem?: (value: unknown, name: string) => string | undefined
  /** of an object, the kinds of its members, each of which is checked by itself and named in its sentence */
  readonly members?: Members
}

type Members = Readonly<Record<string, Kind<unknown>>>

/** The kind of every key; the compiler asks for that of a new one. */
export type Kinds<Given> = { readonly [Name in keyof Given]-?: Kind<Given[Name]> }

/** A kind by its words and its test. */
export const kind = <A>(name: string, is: (value: unknown) => boolean): Kind<A> => ({ name, is: is as Kind<A>['is'] })

/** Any number, of which a function then says as data what is wrong with it. */
export const aNumber: Kind<number> = kind('a number', (value) => typeof value === 'number')
export const finiteNumber: Kind<number> = kind('a finite number', (value) => Number.isFinite(value))
export const notNegative: Kind<number> = kind('a finite number, 0 or more', (value) => Number.isFinite(value) && Number(value) >= 0)
export const positive: Kind<number> = kind('a finite number above 0', (value) => Number.isFinite(value) && Number(value) > 0)
export const trueOrFalse: Kind<boolean> = kind('true or false', (value) => typeof value === 'boolean')
export const aString: Kind<string> = kind('a string', (value) => typeof value === 'string')
/** Cast to what it takes and gives, which only a call would show. */
export const aFunction = <A>(): Kind<A> => kind('a function', (value) => typeof value === 'function')
/** By what it is, not by its class: a page's frames and the contexts of Node's vm have classes of their own. */
const typedArray = <A>(name: string): Kind<A> => kind(`a ${name}`, (value) => arrayName(value) === name)

const nameIn = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)?.get as () => string

/** 'Float32Array', say; undefined of what is no typed array. */
const arrayName = (value: unknown): string | undefined => (ArrayBuffer.isView(value) ? nameIn.call(value) : undefined)

/** Numbers as float32. A view of another width, or a plain list, has other bytes. */
export const floats: Kind<Float32Array> = typedArray('Float32Array')
/** Node's Buffer is one. */
export const aByteArray: Kind<Uint8Array> = typedArray('Uint8Array')
/** What a canvas has its bytes in. */
export const clampedBytes: Kind<Uint8ClampedArray> = typedArray('Uint8ClampedArray')
/** An array of integers of 64 bits, which are no numbers to compute with. */
export const isOfBigints = (value: unknown): boolean => arrayName(value)?.startsWith('Big') === true
export const aUint16Array: Kind<Uint16Array> = typedArray('Uint16Array')
export const aUint32Array: Kind<Uint32Array> = typedArray('Uint32Array')
/** Whose entries are looked at where they are used. */
export const aMap: Kind<ReadonlyMap<never, never>> = kind('a Map', (value) => value instanceof Map)
export const aList: Kind<readonly unknown[]> = kind('a list', Array.isArray)
/** Likewise. */
export const aListOfNumbers: Kind<ArrayLike<number>> = kind(
  'a list of numbers',
  (value) => Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value),
)
/** Whose members are looked at where they are used. What is still in an Either, or a promise, is none. */
export const anObject = <A>(): Kind<A> =>
  kind(
    'an object',
    (value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value) && wrappingOf(value) === undefined,
  )
/** With these members and no others. */
export const record = <A>(members: Kinds<A>): Kind<A> => ({ ...anObject<A>(), members })

/**
 * A whole number that a double holds exactly.
 *
 * @example
 * wholeNumber(1).is(2.5) // => false
 * wholeNumber(0, 9).name // => 'a whole number from 0 to 9'
 */
export const wholeNumber = (least: number, most: number = Number.MAX_SAFE_INTEGER): Kind<number> =>
  kind(
    most === Number.MAX_SAFE_INTEGER ? `a whole number, ${least} or more` : `a whole number from ${least} to ${most}`,
    (value) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most,
  )

/**
 * One of these and nothing else.
 *
 * @example
 * oneOf('black', 'mean').name // => "'black' or 'mean'"
 */
export const oneOf = <const A extends string | number>(...values: readonly A[]): Kind<A> =>
  kind(values.map((value) => (typeof value === 'string' ? `'${value}'` : `${value}`)).join(' or '), (value) => values.includes(value as A))

/**
 * A list of one kind, without holes.
 *
 * @example
 * listOf('numbers', aNumber).is(new Array(2)) // => false
 */
export const listOf = <A>(plural: string, entry: Kind<A>): Kind<readonly A[]> =>
  kind(`a list of ${plural}`, (value) => {
    if (!Array.isArray(value)) return false
    // by index: `every` passes over holes
    for (let at = 0; at < value.length; at += 1) if (!entry.is(value[at])) return false
    return true
  })

/** Numbers along the axes of an array. */
export const sizes: Kind<readonly number[]> = listOf('whole numbers, 0 or more', wholeNumber(0))

/** Either of two kinds. */
export const either = <A, Other>(one: Kind<A>, other: Kind<Other>): Kind<A | Other> =>
  kind(`${one.name} or ${other.name}`, (value) => one.is(value) || other.is(value))

/** What samples and answers stand in: of another width they would be read in the wrong unit. */
export const floatsOrBytes: Kind<Uint8Array | Float32Array> = either(aByteArray, floats)

/** What a file is made of. */
export const textOrBytes: Kind<string | Uint8Array> = either(aString, aByteArray)

/** That, or nothing. */
export const optional = <A>(given: Kind<A>): Kind<A | undefined> => ({
  ...given,
  is: (value): value is A | undefined => value === undefined || given.is(value),
})
