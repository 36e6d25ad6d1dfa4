import { describe, expect, test } from 'vitest'
import {
  aFunction,
  aNumber,
  either,
  finiteNumber,
  type Kinds,
  listOf,
  oneOf,
  optional,
  record,
  trueOrFalse,
  wholeNumber,
} from '../../lib/shape/kind.js'
import { checkedArgument, checkedOptions } from '../../lib/shape/options.js'

interface Given {
  readonly batchSize: number
  readonly rate?: number | (() => number)
  readonly crop?: { readonly padding: number; readonly fill?: 'black' | 'mean' }
}

const kinds: Kinds<Given> = {
  batchSize: wholeNumber(1),
  rate: optional(either(aNumber, aFunction<() => number>())),
  crop: optional(
    record<{ readonly padding: number; readonly fill?: 'black' | 'mean' }>({ padding: aNumber, fill: optional(oneOf('black', 'mean')) }),
  ),
}

const check = (given: unknown) => checkedOptions<Given>('caller', kinds, given as Given)

describe('options', () => {
  test.each<[given: unknown, sentence: string]>([
    [{ batchSize: 1, lr: 0.1 }, 'unknown option lr, not one of batchSize, rate, crop'],
    [{ batchSize: 1, lr: undefined }, 'unknown option lr, not one of batchSize, rate, crop'],
    [{ batchSize: 1, toString: 1 }, 'unknown option toString, not one of batchSize, rate, crop'],
    [{}, 'batchSize is undefined, not a whole number, 1 or more'],
    [{ batchSize: '64' }, 'batchSize is "64", not a whole number, 1 or more'],
    [{ batchSize: 1e30 }, 'batchSize is 1e+30, not a whole number, 1 or more'],
    [{ batchSize: 1, rate: null }, 'rate is null, not a number or a function'],
    [{ batchSize: 1, crop: false }, 'crop is false, not an object'],
    [{ batchSize: 1, crop: [4] }, 'crop is a list of 1, not an object'],
    [{ batchSize: 1, crop: new Float32Array(3) }, 'crop is a Float32Array, not an object'],
    [{ batchSize: 1, crop: { padding: 4, colour: 1 } }, 'unknown option crop.colour, not one of padding, fill'],
    [{ batchSize: 1, crop: { padding: 4, fill: 'white' } }, "crop.fill is \"white\", not 'black' or 'mean'"],
    [null, 'the options are null, not an object'],
    ['fast', 'the options are "fast", not an object'],
  ])('%o: %s', (given, sentence) => {
    expect(() => check(given)).toThrow(new TypeError(`narrownet: caller: ${sentence}`))
  })

  test('what is right comes back as it is, however much of it is left out', () => {
    for (const given of [{ batchSize: 1 }, { batchSize: 9, rate: undefined }, { batchSize: 2, rate: () => 1, crop: { padding: 4 } }])
      expect(check(given)).toBe(given)
  })
})

describe('kinds', () => {
  test('a list has no holes', () => {
    expect(listOf('numbers', aNumber).is(new Array(2))).toBe(false)
    expect(listOf('numbers', aNumber).is([1, 2])).toBe(true)
  })

  test.each([Number.NaN, Infinity, -1, 2.5, '1', null, undefined, true])('%o is no whole number', (value) => {
    expect(wholeNumber(0).is(value)).toBe(false)
  })

  test('a number that is none is a number still, a finite one it is not', () => {
    expect(aNumber.is(Number.NaN)).toBe(true)
    expect(finiteNumber.is(Number.NaN)).toBe(false)
    expect(trueOrFalse.is(0)).toBe(false)
  })

  test('an argument is named with its function', () => {
    expect(() => checkedArgument('split', 'count', wholeNumber(0, 9), Infinity)).toThrow(
      new TypeError('narrownet: split: count is Infinity, not a whole number from 0 to 9'),
    )
  })
})
