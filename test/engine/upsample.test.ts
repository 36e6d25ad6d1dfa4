import fc from 'fast-check'
import { expect, test } from 'vitest'
import { upsample, upsampleGradient } from '../reference/upsample.js'
import { arbitrarySeed, arrayFrom } from './arbitraryArray.js'
import { describeOnBackends, implementations } from './backends.js'
import { evaluate } from './evaluate.js'
import { expectClose } from './expectClose.js'

const arbitraryCase = fc.record({
  batch: fc.integer({ min: 1, max: 2 }),
  height: fc.integer({ min: 1, max: 6 }),
  width: fc.integer({ min: 1, max: 6 }),
  channels: fc.integer({ min: 1, max: 6 }),
  factor: fc.integer({ min: 1, max: 4 }),
  interpolation: fc.constantFrom('nearest' as const, 'bilinear' as const),
})

describeOnBackends(
  'upsample',
  (backend, { runs }) => {
    test('every value and gradient against float64 shares', () =>
      fc.assert(
        fc.asyncProperty(arbitraryCase, arbitrarySeed, async ({ batch, height, width, channels, factor, interpolation }, seed) => {
          const input = arrayFrom(seed, [batch, height, width, channels])
          const options = { factor, interpolation }
          const expected = upsample(input, options)
          const outputGradient = arrayFrom(seed + 1, expected.shape)
          const found = await evaluate(backend(), { input, outputGradient }, (arrays) => {
            const { share, upsample: operation } = backend()
            const [output, pullback] = operation.differentiate(share(arrays.input), options)
            expect(output.shape).toEqual(expected.shape)
            const gradient = pullback(share(arrays.outputGradient)).input
            return { applied: operation.apply(share(arrays.input), options), output, gradient }
          })
          expectClose(found.applied, expected.values, 'apply', 1e-6)
          expect(found.output).toEqual(found.applied)
          expectClose(found.gradient, upsampleGradient(input.shape, outputGradient, options).values, 'gradient', 1e-6)
        }),
        { numRuns: runs(120) },
      ))

    test("PyTorch's numbers for two cells, corners not aligned", async () => {
      const input = { shape: [1, 1, 2, 1], values: Float64Array.of(1, 3) }
      const { bilinear, nearest } = await evaluate(backend(), { input }, (arrays) => ({
        bilinear: backend().upsample.apply(backend().share(arrays.input), { factor: 2, interpolation: 'bilinear' }),
        nearest: backend().upsample.apply(backend().share(arrays.input), { factor: 2, interpolation: 'nearest' }),
      }))
      expect([...bilinear]).toEqual([1, 1.5, 2.5, 3, 1, 1.5, 2.5, 3])
      expect([...nearest]).toEqual([1, 1, 3, 3, 1, 1, 3, 3])
    })

    test('an infinity and a NaN stay where they are nearest', async () => {
      const input = { shape: [1, 1, 3, 1], values: Float64Array.of(Infinity, 1, Number.NaN) }
      const { output } = await evaluate(backend(), { input }, (arrays) => ({
        output: backend().upsample.apply(backend().share(arrays.input), { factor: 1, interpolation: 'nearest' }),
      }))
      expect([...output]).toEqual([Infinity, 1, Number.NaN])
    })

    test.each([0, 1.5, -1])('a factor of %s is refused', (factor) => {
      const maps = backend().upload(new Float32Array(4), [1, 2, 2, 1])
      expect(() => backend().upsample.apply(maps, { factor, interpolation: 'nearest' })).toThrow(/^narrownet: /)
      backend().release(maps)
    })
  },
  implementations,
)
