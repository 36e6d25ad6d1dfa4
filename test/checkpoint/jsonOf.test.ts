import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonOf } from '../../lib/checkpoint/jsonOf.js'

const value = fc.jsonValue({ maxDepth: 4 })

test('a value comes back to the bit, -0 too', () => {
  fc.assert(
    fc.property(value, (given) => {
      expect(JSON.parse(jsonOf(given))).toStrictEqual(given)
    }),
  )
  expect(JSON.parse(jsonOf({ mean: [-0, 0], deep: { zero: -0 } }))).toStrictEqual({ mean: [-0, 0], deep: { zero: -0 } })
})

test('it is the text of JSON.stringify where that is exact', () => {
  fc.assert(
    fc.property(value, (given) => {
      const text = JSON.stringify(given)
      expect(jsonOf(JSON.parse(text))).toBe(text)
    }),
  )
})

test('a member that is undefined is left out', () => {
  expect(jsonOf({ kept: null, dropped: undefined, list: [1] })).toBe('{"kept":null,"list":[1]}')
})
