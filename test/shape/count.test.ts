import { expect, test } from 'vitest'
import * as _ from '../../lib/shape/count.js'

/** The sentence, where the compiler has one in the value's place; else the value. */
const row = <const Value extends number>(
  value: Value,
  sentence: _.Count<Value, 'width'> extends infer Sentence extends string ? Sentence : undefined,
) => [value, sentence] as const

test.each([
  row(1, undefined),
  row(4096, undefined),
  row(0, 'width is 0: at least 1 is needed'),
  row(-8, 'width is -8, not a positive integer'),
  row(1e21, 'width is 1e+21, more than 16777216'),
  row(12.5, 'width is 12.5, not a positive integer'),
])('%d: %s, the same from the compiler and at run time', (value, sentence) => {
  expect(_.countProblem(value, 'width')).toBe(sentence)
})

test('from 2^24 + 1 on, float32 counts no further', () => {
  expect(_.countProblem(2 ** 24, 'width')).toBeUndefined()
  expect(_.countProblem(2 ** 24 + 1, 'width')).toBe('width is 16777217, more than 16777216')
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e-7])('%d counts nothing', (value) => {
  expect(_.countProblem(value, 'width')).toBe(`width is ${value}, not a positive integer`)
})
