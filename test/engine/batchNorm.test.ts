import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ReferenceArray } from '../reference/array.js'
import { batchNorm, batchStatistics } from '../reference/batchNorm.js'
import { centralDifferences } from '../reference/centralDifferences.js'
import { activationReference } from '../reference/activation.js'
import { arbitraryActivation } from './activations.js'
import { arbitrarySeed, arrayFrom } from './arbitraryArray.js'
import { describeOnBackends, implementations } from './backends.js'
import { evaluate } from './evaluate.js'
import { expectClose } from './expectClose.js'

const epsilon = 1e-3

const training = (input: ReferenceArray, scale: Float64Array, shift: Float64Array): Float64Array =>
  batchNorm(input, batchStatistics(input), scale, shift, epsilon)

describeOnBackends(
  'batchNorm',
  (backend, { runs }) => {
    const run = (input: ReferenceArray, scale: ReferenceArray, shift: ReferenceArray, outputGradient: ReferenceArray) =>
      evaluate(backend(), { input, scale, shift, outputGradient }, (arrays) => {
        const { share } = backend()
        const [output, statistics, pullback] = backend().batchNormTraining(share(arrays.input), {
          scale: arrays.scale,
          shift: arrays.shift,
          epsilon,
        })
        const gradients = pullback(share(arrays.outputGradient))
        expect(output.shape).toEqual(input.shape)
        expect(statistics.mean.shape).toEqual(scale.shape)
        expect(statistics.variance.shape).toEqual(scale.shape)
        return { output, ...statistics, inputGradient: gradients.input, scaleGradient: gradients.scale, shiftGradient: gradients.shift }
      })

    const size = fc.integer({ min: 1, max: 4 })
    const arbitraryShape = fc.oneof(
      fc.tuple(size, size, size, size),
      fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
    )

    test('training: values, statistics and gradients against float64', () =>
      fc.assert(
        fc.asyncProperty(arbitraryShape, arbitrarySeed, async (shape, seed) => {
          const input = arrayFrom(seed, shape)
          const scale = arrayFrom(seed + 1, [shape.at(-1)!])
          const shift = arrayFrom(seed + 2, [shape.at(-1)!])
          const outputGradient = arrayFrom(seed + 3, shape)
          const statistics = batchStatistics(input)
          const found = await run(input, scale, shift, outputGradient)
          expectClose(found.output, training(input, scale.values, shift.values), 'output')
          expectClose(found.mean, statistics.mean, 'mean')
          expectClose(found.variance, statistics.variance, 'variance')
          const by = (moved: ReferenceArray, compute: (values: ReferenceArray) => Float64Array) =>
            centralDifferences(compute, moved, outputGradient.values)
          expectClose(
            found.inputGradient,
            by(input, (x) => training(x, scale.values, shift.values)),
            'input gradient',
            1e-4,
          )
          expectClose(
            found.scaleGradient,
            by(scale, (gamma) => training(input, gamma.values, shift.values)),
            'scale gradient',
            1e-5,
          )
          expectClose(
            found.shiftGradient,
            by(shift, (beta) => training(input, scale.values, beta.values)),
            'shift gradient',
            1e-5,
          )
        }),
        { numRuns: runs(60) },
      ))

    test('inference: values against float64', () =>
      fc.assert(
        fc.asyncProperty(arbitraryShape, arbitrarySeed, arbitraryActivation, async (shape, seed, activation) => {
          const channels = shape.at(-1)!
          const input = arrayFrom(seed, shape)
          const [scale, shift, mean] = [1, 2, 3].map((offset) => arrayFrom(seed + offset, [channels])) as [
            ReferenceArray,
            ReferenceArray,
            ReferenceArray,
          ]
          const variance = { shape: [channels], values: arrayFrom(seed + 4, [channels]).values.map((value) => value * value) }
          const { output, activated } = await evaluate(backend(), { input, scale, shift, mean, variance }, (arrays) => ({
            output: backend().batchNormInference(backend().share(arrays.input), { ...arrays, epsilon }),
            activated: backend().batchNormInference(backend().share(arrays.input), { ...arrays, epsilon, activation }),
          }))
          expectClose(output, batchNorm(input, { mean: mean.values, variance: variance.values }, scale.values, shift.values, epsilon))
          expectClose(activated, Float64Array.from(output, activationReference(activation).value))
        }),
        { numRuns: runs(60) },
      ))

    test('the variance survives a mean ten thousand times the deviation', async () => {
      const input = { shape: [64, 2, 2, 3], values: arrayFrom(7, [64, 2, 2, 3]).values.map((value) => Math.fround(value + 10_000)) }
      const one = { shape: [3], values: new Float64Array(3).fill(1) }
      const found = await run(input, one, one, arrayFrom(8, input.shape))
      expectClose(found.variance, batchStatistics(input).variance, 'variance', 1e-6)
      expectClose(found.output, training(input, one.values, one.values), 'output', 1e-6)
    })

    test('a channel that never varies has the gradient of its shift only', async () => {
      const input = { shape: [4, 1], values: new Float64Array(4).fill(3) }
      const one = { shape: [1], values: new Float64Array(1).fill(1) }
      const found = await run(input, one, one, { shape: [4, 1], values: Float64Array.of(1, 2, 3, 4) })
      expectClose(found.output, [1, 1, 1, 1])
      expectClose(found.shiftGradient, [10])
      expectClose(found.scaleGradient, [0])
    })

    test('a NaN spoils its channel and no other', async () => {
      const input = arrayFrom(9, [3, 2, 2, 2])
      input.values[4] = Number.NaN
      const one = { shape: [2], values: new Float64Array(2).fill(1) }
      const found = await run(input, one, one, arrayFrom(10, input.shape))
      for (const values of [found.output, found.inputGradient]) {
        expect(Array.from(values, Number.isNaN)).toEqual(Array.from(values, (_, i) => i % 2 === 0))
      }
      expect(Array.from(found.mean, Number.isNaN)).toEqual([true, false])
    })
  },
  implementations,
)
