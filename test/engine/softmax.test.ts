import fc from 'fast-check'
import { expect, test } from 'vitest'
import { elementCount } from '../../lib/shape/shape.js'
import type { ReferenceArray } from '../reference/array.js'
import { arbitrarySeed, arrayFrom } from './arbitraryArray.js'
import { describeOnBackends, implementations } from './backends.js'
import { evaluate } from './evaluate.js'
import { expectClose } from './expectClose.js'

/** exp(x) / sum exp(x), position by position, and d/dx of sum weight * of, slow and obvious. */
const reference = ({ shape, values }: ReferenceArray, slopes: ReferenceArray, logarithm: boolean) => {
  const channels = shape.at(-1)!
  const [output, gradient] = [new Float64Array(values.length), new Float64Array(values.length)]
  for (let start = 0; start < values.length; start += channels) {
    const row = values.subarray(start, start + channels)
    const whole = row.reduce((sum, value) => sum + Math.exp(value), 0)
    for (const [i, x] of row.entries()) {
      const chance = Math.exp(x) / whole
      output[start + i] = logarithm ? Math.log(chance) : chance
      for (const [j, other] of row.entries()) {
        const same = i === j ? 1 : 0
        // the derivative of number j by number i
        const derivative = logarithm ? same - chance : (Math.exp(other) / whole) * (same - chance)
        gradient[start + i]! += slopes.values[start + j]! * derivative
      }
    }
  }
  return { output, gradient }
}

describeOnBackends(
  'softmax',
  (backend, { runs }) => {
    const run = (input: ReferenceArray, slopes: ReferenceArray, logarithm: boolean) =>
      evaluate(backend(), { input, slopes }, (arrays) => {
        const { share, softmax } = backend()
        const [output, pullback] = softmax.differentiate(share(arrays.input), { logarithm })
        return {
          applied: softmax.apply(share(arrays.input), { logarithm }),
          output,
          gradient: pullback(share(arrays.slopes)).input,
        }
      })

    test.each([false, true])('logarithm %s: every value and gradient against float64', (logarithm) =>
      fc.assert(
        fc.asyncProperty(fc.constantFrom([1, 1], [3, 2], [5, 10], [2, 70], [2, 3, 2, 5], [4, 1]), arbitrarySeed, async (shape, seed) => {
          const drawn = arrayFrom(seed, shape)
          const input = { shape, values: drawn.values.map((value) => 3 * value) }
          const slopes = arrayFrom(seed + 1, shape)
          const found = await run(input, slopes, logarithm)
          const expected = reference(input, slopes, logarithm)
          expectClose(found.applied, expected.output, 'apply', 1e-6)
          expect(found.output).toEqual(found.applied)
          expectClose(found.gradient, expected.gradient, 'gradient', 2e-6)
        }),
        { numRuns: runs(60) },
      ),
    )

    test.each([false, true])('logarithm %s: large numbers neither overflow nor lose what is small', async (logarithm) => {
      const { applied, gradient } = await run(
        { shape: [2, 3], values: Float64Array.of(1e30, -1e30, 1e30, 200, 190, -200) },
        { shape: [2, 3], values: new Float64Array(6).fill(1) },
        logarithm,
      )
      const small = Math.exp(-10)
      const chances = [0.5, 0, 0.5, 1 / (1 + small), small / (1 + small), 0]
      if (!logarithm) expectClose(applied, chances, 'chances', 1e-6)
      else
        expectClose(
          Float32Array.from([...applied].toSpliced(1, 1)),
          [0.5, 0.5, chances[3]!, chances[4]!].map(Math.log).concat(-400 - Math.log1p(small)),
          'logarithms',
          1e-6,
        )
      expect([...gradient].every(Number.isFinite)).toBe(true)
    })

    test('a NaN is seen in its own position alone', async () => {
      const { applied } = await run(
        { shape: [2, 2], values: Float64Array.of(0, Number.NaN, 1, 1) },
        { shape: [2, 2], values: new Float64Array(4) },
        false,
      )
      expect([...applied]).toEqual([Number.NaN, Number.NaN, 0.5, 0.5])
    })

    test('nothing is refused as a whole', () => {
      expect(elementCount([0, 3])).toBe(0)
      expect(() =>
        backend().scope(() => backend().softmax.apply(backend().upload(new Float32Array(0), [0, 3]), { logarithm: false })),
      ).toThrow('softmax was given [0,3]')
    })
  },
  implementations,
)
