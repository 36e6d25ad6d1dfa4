import fc from 'fast-check'
import { expect, test } from 'vitest'
import { zerosAndOnes } from '../../lib/layer/arrayRule.js'
import { underMask } from '../../lib/layer/masked.js'

const bits = (values: Float32Array): readonly number[] => [...new Int32Array(values.slice().buffer)]
const entries = fc.array(fc.tuple(fc.float({ noNaN: true }), fc.constantFrom(0, -0, 1)), { maxLength: 40 })

test('a weight under its mask is 0 where the mask is 0 of either sign, and itself to the bit where it is 1', () => {
  fc.assert(
    fc.property(entries, fc.nat(3), (pairs, before) => {
      // arrays that are parts of greater ones, as those out of a file are
      const part = (values: readonly number[]) => Float32Array.of(...Array(before).fill(7), ...values).subarray(before)
      const [weight, mask] = [part(pairs.map(([value]) => value)), part(pairs.map(([, kept]) => kept))]
      const wanted = weight.map((value, at) => (mask[at] === 0 ? 0 : value))
      expect(bits(underMask(weight, mask))).toEqual(bits(wanted))
      expect(underMask(weight, undefined)).toBe(weight)
    }),
  )
})

test('zeros and ones: the first that is neither is found, however near it comes', () => {
  for (const wrong of [0.5, -1, 2, 1e-45, -1e-45, 1 + 2 ** -23, 1 - 2 ** -24, 3.4e38, -3.4e38, Infinity, -Infinity, NaN])
    expect([wrong, zerosAndOnes.brokenAt(Float32Array.of(0, 1, -0, wrong, wrong))]).toEqual([wrong, 3])
  expect(zerosAndOnes.brokenAt(Float32Array.of(0, 1, -0))).toBe(-1)
  expect(zerosAndOnes.brokenAt(new Float32Array())).toBe(-1)
})
