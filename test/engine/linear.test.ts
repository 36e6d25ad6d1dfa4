import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linear, linearGradients } from '../reference/linear.js'
import { activationReference } from '../reference/activation.js'
import { arbitraryActivation } from './activations.js'
import { arbitrarySeed, arrayFrom } from './arbitraryArray.js'
import { describeOnBackends, convolving } from './backends.js'
import { evaluate } from './evaluate.js'
import { expectClose } from './expectClose.js'

describeOnBackends(
  'linear',
  (backend, { runs }) => {
    const size = fc.integer({ min: 1, max: 20 })

    test('every value and gradient against float64 loops', () =>
      fc.assert(
        fc.asyncProperty(
          size,
          size,
          size,
          fc.boolean(),
          arbitraryActivation,
          arbitrarySeed,
          async (batch, inFeatures, outFeatures, withBias, activation, seed) => {
            const input = arrayFrom(seed, [batch, inFeatures])
            const weight = arrayFrom(seed + 1, [inFeatures, outFeatures])
            const bias = arrayFrom(seed + 2, [outFeatures])
            const outputGradient = arrayFrom(seed + 3, [batch, outFeatures])
            const expected = linear(input, weight, withBias ? bias : undefined)
            const gradients = linearGradients(input, weight, outputGradient)
            const { share, linear: operation } = backend()
            const found = await evaluate(backend(), { input, weight, bias, outputGradient }, (arrays) => {
              const options = { weight: arrays.weight, bias: withBias ? arrays.bias : undefined, needsInputGradient: true }
              const applied = operation.apply(share(arrays.input), options)
              const [output, pullback] = operation.differentiate(share(arrays.input), options)
              const [unused, weightPullback] = operation.differentiate(share(arrays.input), { ...options, needsInputGradient: false })
              const both = pullback(share(arrays.outputGradient))
              const weightOnly = weightPullback(share(arrays.outputGradient))
              const ended = operation.apply(share(arrays.input), options, { addend: share(arrays.outputGradient), activation })
              expect(weightOnly.input).toBeUndefined()
              expect(both.bias === undefined).toBe(!withBias)
              return { applied, ended, output, unused, ...both, weightOnly: weightOnly.weight, biasOnly: weightOnly.bias }
            })
            expectClose(found.applied, expected.values, 'apply')
            const sum = expected.values.map((value, at) => activationReference(activation).value(value + outputGradient.values[at]!))
            expectClose(found.ended, sum, 'ended', 1e-5)
            expect(found.output).toEqual(found.applied)
            expectClose(found.input, gradients.input.values, 'input gradient')
            expectClose(found.weight, gradients.weight.values, 'weight gradient')
            if (withBias) expectClose(found.bias, gradients.bias.values, 'bias gradient')
            expect(found.weightOnly).toEqual(found.weight)
          },
        ),
        { numRuns: runs(100) },
      ))

    test('a NaN stays in its row', async () => {
      const input = arrayFrom(1, [3, 4])
      input.values[5] = Number.NaN
      const weight = arrayFrom(2, [4, 9])
      const { output } = await evaluate(backend(), { input, weight }, (arrays) => ({
        output: backend().linear.apply(backend().share(arrays.input), { weight: arrays.weight, bias: undefined, needsInputGradient: true }),
      }))
      expect(Array.from(output, Number.isNaN)).toEqual(Array.from({ length: 27 }, (_, i) => Math.floor(i / 9) === 1))
    })
  },
  convolving,
)
