import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DeviceArray } from '../../lib/engine/backend.js'
import type { ReferenceArray } from '../reference/array.js'
import { arbitrarySeed, arrayFrom } from './arbitraryArray.js'
import { describeOnBackends, implementations } from './backends.js'
import { evaluate } from './evaluate.js'
import { expectClose } from './expectClose.js'

/** Where in `factors` the number is that meets place i of an array of that shape. */
const met = (shape: readonly number[], factors: readonly number[], i: number): number => {
  if (shape.length === factors.length && shape.every((size, axis) => size === factors[axis])) return i
  const [, ...sample] = shape
  const channels = shape.at(-1)!
  return Math.floor(i / sample.reduce((product, size) => product * size, 1)) * channels + (i % channels)
}

/** The product and the gradients of both factors, in float64: `larger` and what meets its cells. */
const reference = (larger: ReferenceArray, factors: ReferenceArray, outputGradient: ReferenceArray) => {
  const place = (i: number): number => met(larger.shape, factors.shape, i)
  const sums = new Float64Array(factors.values.length)
  outputGradient.values.forEach((dy, i) => void (sums[place(i)]! += dy * larger.values[i]!))
  return {
    output: larger.values.map((x, i) => x * factors.values[place(i)]!),
    larger: outputGradient.values.map((dy, i) => dy * factors.values[place(i)]!),
    factors: sums,
  }
}

const channels = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(1, 3, 6, 22, 57) }, fc.integer({ min: 1, max: 40 }))
const side = fc.integer({ min: 1, max: 9 })

/** Maps and their factors, as vectors or as maps of one cell; or two of one shape. */
const arbitraryShapes: fc.Arbitrary<readonly [larger: readonly number[], factors: readonly number[]]> = fc
  .record({
    batch: fc.integer({ min: 1, max: 5 }),
    height: side,
    width: side,
    channels,
    kind: fc.constantFrom('vector', 'cell', 'same', 'flat'),
  })
  .map(({ batch, height, width, channels: count, kind }) => {
    const map = [batch, height, width, count]
    if (kind === 'flat')
      return [
        [batch, count],
        [batch, count],
      ] as const
    return [map, kind === 'vector' ? [batch, count] : kind === 'cell' ? [batch, 1, 1, count] : map] as const
  })

describeOnBackends(
  'products with both gradients',
  (backend, { within, runs }) => {
    const computed = (left: ReferenceArray, right: ReferenceArray, outputGradient: ReferenceArray) =>
      evaluate(backend(), { left, right, outputGradient }, (arrays) => {
        const { share, product } = backend()
        const [output, pullback] = product.differentiate(share(arrays.left), share(arrays.right))
        const gradients = pullback(share(arrays.outputGradient))
        expect([output.shape, gradients.left.shape, gradients.right.shape]).toEqual([outputGradient.shape, left.shape, right.shape])
        return { applied: product.apply(share(arrays.left), share(arrays.right)), output, left: gradients.left, right: gradients.right }
      })

    test('by value against float64, whichever of the two is the factor', () =>
      fc.assert(
        fc.asyncProperty(arbitraryShapes, fc.boolean(), arbitrarySeed, async ([shape, ofFactors], turned, seed) => {
          const [larger, factors, outputGradient] = [arrayFrom(seed, shape), arrayFrom(seed + 1, ofFactors), arrayFrom(seed + 2, shape)]
          const found = turned ? await computed(factors, larger, outputGradient) : await computed(larger, factors, outputGradient)
          const expected = reference(larger, factors, outputGradient)
          expectClose(found.output, expected.output, 'output', within(1e-7))
          expect(found.applied).toEqual(found.output)
          expectClose(turned ? found.right : found.left, expected.larger, 'gradient of the larger', within(1e-7))
          expectClose(turned ? found.left : found.right, expected.factors, 'gradient of the factors', within(1e-6))
        }),
        { numRuns: runs(150) },
      ))

    test('an array times itself has the gradient of its square', async () => {
      const [x, outputGradient] = [arrayFrom(1, [2, 3, 3, 5]), arrayFrom(2, [2, 3, 3, 5])]
      const { left, right } = await evaluate(backend(), { x, outputGradient }, (arrays) => {
        const { share, product } = backend()
        const [output, pullback] = product.differentiate(share(arrays.x), share(arrays.x))
        backend().release(output)
        return { ...pullback(share(arrays.outputGradient)) }
      })
      const expected = x.values.map((value, i) => value * outputGradient.values[i]!)
      expectClose(left, expected, 'left', within(1e-7))
      expectClose(right, expected, 'right', within(1e-7))
    })

    test('NaN and infinities as IEEE 754 has them, in their channel alone', async () => {
      const map = { shape: [1, 2, 1, 5], values: Float64Array.of(1, -1, 0, 2, 3, Infinity, 2, 0, Number.NaN, 4) }
      const factors = { shape: [1, 5], values: Float64Array.of(2, Infinity, Infinity, 1, Number.NaN) }
      const ones = { shape: [1, 2, 1, 5], values: new Float64Array(10).fill(1) }
      const found = await computed(map, factors, ones)
      const nan = Number.NaN
      expect(found.output).toEqual(Float32Array.of(2, -Infinity, nan, 2, nan, Infinity, Infinity, nan, nan, nan))
      expect(found.left).toEqual(Float32Array.of(2, Infinity, Infinity, 1, nan, 2, Infinity, Infinity, 1, nan))
      expect(found.right).toEqual(Float32Array.of(Infinity, 1, 0, nan, 7))
    })

    test('of an empty batch, nothing', async () => {
      const [map, factors] = [arrayFrom(0, [0, 3, 3, 4]), arrayFrom(0, [0, 4])]
      const found = await computed(map, factors, map)
      expect([found.output.length, found.left.length, found.right.length]).toEqual([0, 0, 0])
    })

    test('shapes that do not go together are mistakes, said with the shapes', () => {
      const { upload, release, scope, liveArrays, product } = backend()
      const before = liveArrays()
      scope(() => {
        const array = (...shape: readonly number[]): DeviceArray =>
          upload(new Float32Array(shape.reduce((count, size) => count * size, 1)), shape)
        const map = array(2, 3, 3, 4)
        for (const other of [array(2, 3), array(3, 4), array(2, 3, 1, 4), array(1, 3, 3, 4), array(4)]) {
          expect(() => product.apply(map, other)).toThrow(`[2,3,3,4] and [${other.shape.join()}] were multiplied`)
          expect(() => product.differentiate(other, map)).toThrow('were multiplied')
          release(other)
        }
        const [output, pullback] = product.differentiate(map, array(2, 4))
        expect(() => pullback(array(2, 4))).toThrow('[2,4]')
        release(output)
      })
      expect(liveArrays().count).toBe(before.count)
    })
  },
  implementations,
)
