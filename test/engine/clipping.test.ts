import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DeviceArray } from '../../lib/engine/backend.js'
import { arbitrarySeed, arrayFrom } from './arbitraryArray.js'
import { describeOnBackends, implementations } from './backends.js'
import { evaluate } from './evaluate.js'
import { expectClose } from './expectClose.js'
import { valuesOf } from './valuesOf.js'

const arbitraryShape = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 0, maxLength: 4 })
const largest = 3.4028234663852886e38
const { NaN: none, POSITIVE_INFINITY: infinite } = Number

/** The norm of lists of numbers, in float64. */
const normOf = (...lists: readonly ArrayLike<number>[]): number =>
  Math.sqrt(lists.reduce((sum, values) => sum + Array.from(values).reduce((inner, x) => inner + x * x, 0), 0))

describeOnBackends(
  'clipping of gradients',
  (backend, { runs, within }) => {
    const normed = async (...lists: readonly (readonly number[])[]): Promise<number> => {
      const { upload, globalNorm, release } = backend()
      const arrays = lists.map((values) => upload(Float32Array.from(values), [values.length]))
      const norm = globalNorm(arrays)
      const [value = none] = await valuesOf(backend(), norm)
      for (const array of [...arrays, norm]) release(array)
      return value
    }

    test('the norm of several arrays is that of all their numbers', () =>
      fc.assert(
        fc.asyncProperty(fc.array(arbitraryShape, { minLength: 1, maxLength: 5 }), arbitrarySeed, async (shapes, seed) => {
          const inputs = Object.fromEntries(shapes.map((shape, at) => [`${at}`, arrayFrom(seed + at, shape)]))
          const { norm } = await evaluate(backend(), inputs, (arrays) => ({
            norm: backend().globalNorm(Object.values(arrays) as readonly DeviceArray[]),
          }))
          expectClose(norm, [normOf(...Object.values(inputs).map(({ values }) => values))], 'norm', within(1e-7))
        }),
        { numRuns: runs(60) },
      ))

    test('the norm of a large array, of more numbers than have a sum of their own', async () => {
      const inputs = { one: arrayFrom(1, [300, 61, 5]), other: arrayFrom(2, [1]) }
      const { norm } = await evaluate(backend(), inputs, ({ one, other }) => ({ norm: backend().globalNorm([other, one]) }))
      expectClose(norm, [normOf(inputs.one.values, inputs.other.values)], 'norm', within(1e-7))
    })

    test('a norm is finite where float32 can hold it, though no square is, and tells of what is not finite', async () => {
      expect((await normed([3e38, 0], [0])) / 3e38).toBeCloseTo(1, 6)
      expect((await normed([3e30, 4e30, 1, -2])) / 5e30).toBeCloseTo(1, 6)
      expect(await normed([0, 0], [-0])).toBe(0)
      expect(await normed([largest, largest])).toBe(infinite)
      expect(await normed([1, 2, 3, 4, -infinite], [1])).toBe(infinite)
      expect(await normed([1, none], [1])).toBe(none)
      expect(await normed([1], [2, 3, infinite, none])).toBe(none)
    })

    test('what is longer than the norm is made as long, and what is not stays as it is', () =>
      fc.assert(
        fc.asyncProperty(arbitraryShape, arbitrarySeed, fc.constantFrom(1e-3, 0.5, 3, 1e3), async (shape, seed, most) => {
          const x = arrayFrom(seed, shape)
          const norm = normOf(x.values)
          const { clipped } = await evaluate(backend(), { x }, (arrays) => {
            const { share, globalNorm, clipByNorm, release } = backend()
            const length = globalNorm([arrays.x])
            const clipped = clipByNorm(share(arrays.x), length, most)
            release(length)
            return { clipped }
          })
          const factor = Math.min(1, most / (norm + 1e-6))
          if (factor === 1) expect(clipped).toEqual(Float32Array.from(x.values))
          else
            expectClose(
              clipped,
              x.values.map((value) => factor * value),
              'clipped',
              within(2e-7),
            )
        }),
        { numRuns: runs(60) },
      ))

    test('by a norm that is not finite, all becomes NaN', async () => {
      for (const length of [none, infinite]) {
        const inputs = { x: arrayFrom(1, [3, 5]), norm: { shape: [1], values: Float64Array.of(length) } }
        const { clipped } = await evaluate(backend(), inputs, ({ x, norm }) => ({
          clipped: backend().clipByNorm(backend().share(x), norm, 1),
        }))
        expect(clipped).toEqual(new Float32Array(15).fill(none))
      }
    })

    test('by value: to the bounds and no further; what is not finite becomes NaN', () =>
      fc.assert(
        fc.asyncProperty(arbitraryShape, arbitrarySeed, fc.constantFrom(1e-30, 0.5, 1.7, 1e30), async (shape, seed, bound) => {
          const special = [none, infinite, -infinite, largest, -largest, -0, 0]
          const { values } = arrayFrom(seed, shape)
          const x = { shape, values: values.map((value, at) => (at % 3 === 0 ? special[(seed + at) % 7]! : value)) }
          const most = Math.fround(bound)
          const { clipped } = await evaluate(backend(), { x }, (arrays) => ({
            clipped: backend().clipByValue(backend().share(arrays.x), bound),
          }))
          // a GPU may lose the sign of 0
          expect(clipped.map((value) => value + 0)).toEqual(
            Float32Array.from(x.values, (value) => (Number.isFinite(value) ? Math.min(Math.max(value, -most), most) + 0 : none)),
          )
        }),
        { numRuns: runs(60) },
      ))

    test('no arrays, or a norm that is no single number, are a mistake of ours', () => {
      const { upload, release, globalNorm, clipByNorm } = backend()
      const [x, two] = [upload(Float32Array.of(1), [1]), upload(Float32Array.of(1, 1), [2])]
      expect(() => globalNorm([])).toThrow('narrownet')
      expect(() => clipByNorm(x, two, 1)).toThrow('narrownet')
      for (const array of [x, two]) release(array)
    })
  },
  implementations,
)
