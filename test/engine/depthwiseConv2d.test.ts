import fc from 'fast-check'
import { expect, test } from 'vitest'
import { activationReference } from '../reference/activation.js'
import { depthwiseConv2d, depthwiseConv2dGradients } from '../reference/depthwiseConv2d.js'
import { arbitraryActivation } from './activations.js'
import { arbitrarySeed, arrayFrom } from './arbitraryArray.js'
import { describeOnBackends, implementations } from './backends.js'
import { evaluate } from './evaluate.js'
import { expectClose } from './expectClose.js'

interface Case {
  readonly batch: number
  readonly height: number
  readonly width: number
  readonly channels: number
  readonly kernel: number
  readonly stride: number
  readonly padding: number
  readonly withBias: boolean
  readonly seed: number
}

/** Channels that vectors do not fill, maps narrower than four cells, padding from 0 to the kernel's size, strides that leave cells between windows. */
const arbitraryCase: fc.Arbitrary<Case> = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 11 }),
    width: fc.integer({ min: 1, max: 11 }),
    channels: fc.integer({ min: 1, max: 9 }),
    kernel: fc.constantFrom(1, 2, 3, 3, 3, 4, 5, 7),
    stride: fc.constantFrom(1, 1, 2, 3),
    padding: fc.nat({ max: 7 }),
    withBias: fc.boolean(),
    seed: arbitrarySeed,
  })
  .map((drawn) => ({ ...drawn, padding: drawn.padding % (drawn.kernel + 1) }))
  .filter(({ height, width, kernel, padding }) => Math.min(height, width) + 2 * padding >= kernel)

const fixed: readonly (Case & { readonly name: string })[] = [
  { name: '3x3 same', height: 8, width: 8, channels: 16, kernel: 3, stride: 1, padding: 1 },
  { name: '3x3 unpadded', height: 6, width: 9, channels: 8, kernel: 3, stride: 1, padding: 0 },
  { name: '3x3 stride 2 on an even size', height: 8, width: 8, channels: 6, kernel: 3, stride: 2, padding: 1 },
  { name: '3x3 stride 2 on an odd size', height: 7, width: 7, channels: 5, kernel: 3, stride: 2, padding: 1 },
  { name: '5x5', height: 9, width: 10, channels: 4, kernel: 5, stride: 1, padding: 2 },
  { name: '7x7 stride 2', height: 13, width: 12, channels: 7, kernel: 7, stride: 2, padding: 3 },
  { name: 'a map of one cell', height: 1, width: 1, channels: 3, kernel: 3, stride: 1, padding: 1 },
  { name: 'sums of many terms', height: 32, width: 33, channels: 5, kernel: 3, stride: 1, padding: 1 },
].map((shape, index) => ({ ...shape, batch: 2, withBias: index % 2 === 0, seed: index }))

describeOnBackends(
  'depthwiseConv2d',
  (backend, { runs }) => {
    const inputsOf = ({ batch, height, width, channels, kernel, seed }: Case) => ({
      input: arrayFrom(seed, [batch, height, width, channels]),
      filter: arrayFrom(seed + 1, [kernel, kernel, 1, channels]),
      bias: arrayFrom(seed + 2, [channels]),
    })

    const check = async (drawn: Case): Promise<void> => {
      const { channels, stride, padding, withBias, seed } = drawn
      const { input, filter, bias } = inputsOf(drawn)
      const expected = depthwiseConv2d(input, filter, withBias ? bias : undefined, stride, padding)
      const outputGradient = arrayFrom(seed + 3, expected.shape)
      const gradients = depthwiseConv2dGradients(input, filter, outputGradient, stride, padding)
      const operation = backend().depthwiseConv2d
      const found = await evaluate(backend(), { input, filter, bias, outputGradient }, (arrays) => {
        const { share } = backend()
        const options = { filter: arrays.filter, bias: withBias ? arrays.bias : undefined, stride, padding, needsInputGradient: true }
        const applied = operation.apply(share(arrays.input), options)
        const [output, pullback] = operation.differentiate(share(arrays.input), options)
        const first = operation.differentiate(share(arrays.input), { ...options, needsInputGradient: false })
        const both = pullback(share(arrays.outputGradient))
        const weightOnly = first[1](share(arrays.outputGradient))
        expect(output.shape).toEqual(expected.shape)
        expect(both.input?.shape).toEqual(input.shape)
        expect(both.weight.shape).toEqual(filter.shape)
        expect(both.bias?.shape).toEqual(withBias ? [channels] : undefined)
        expect(weightOnly.input).toBeUndefined()
        return {
          ...{ applied, output, unused: first[0], input: both.input, weight: both.weight, bias: both.bias },
          ...{ weightOnly: weightOnly.weight, biasOnly: weightOnly.bias },
        }
      })
      expectClose(found.applied, expected.values, 'apply')
      expect(found.output).toEqual(found.applied)
      expectClose(found.input, gradients.input.values, 'input gradient')
      expectClose(found.weight, gradients.weight.values, 'filter gradient')
      if (withBias) expectClose(found.bias, gradients.bias.values, 'bias gradient')
      expect(found.weightOnly).toEqual(found.weight)
    }

    test.each(fixed)('$name', check)

    test('every value and gradient against float64 loops', () => fc.assert(fc.asyncProperty(arbitraryCase, check), { numRuns: runs(200) }))

    test('ending in a sum, an activation, or both: the same as the passes one by one', () =>
      fc.assert(
        fc.asyncProperty(
          arbitraryCase,
          fc.boolean(),
          fc.option(arbitraryActivation, { nil: undefined }),
          async (drawn, added, activation) => {
            const { stride, padding, withBias, seed } = drawn
            const { input, filter, bias } = inputsOf(drawn)
            const plain = depthwiseConv2d(input, filter, withBias ? bias : undefined, stride, padding)
            const addend = arrayFrom(seed + 3, plain.shape)
            const { output } = await evaluate(backend(), { input, filter, bias, addend }, (arrays) => {
              const { share, depthwiseConv2d: operation } = backend()
              const options = {
                filter: arrays.filter,
                bias: withBias ? arrays.bias : undefined,
                stride,
                padding,
                needsInputGradient: false,
              }
              return {
                output: operation.apply(share(arrays.input), options, { addend: added ? share(arrays.addend) : undefined, activation }),
              }
            })
            const sum = plain.values.map((value, at) => value + (added ? addend.values[at]! : 0))
            const scale = plain.values.reduce((most, value) => Math.max(most, Math.abs(value)), 1)
            expectClose(output, activation === undefined ? sum : sum.map(activationReference(activation).value), 'output', 1e-5 * scale)
          },
        ),
        { numRuns: runs(100) },
      ))

    test('a NaN reaches the outputs of its channel that see it, and no others', async () => {
      const input = arrayFrom(5, [1, 6, 7, 5])
      input.values[5 * (7 * 1 + 1) + 4] = Number.NaN
      const filter = { shape: [3, 3, 1, 5], values: new Float64Array(45).fill(0.5) }
      const { output } = await evaluate(backend(), { input, filter }, (arrays) => ({
        output: backend().depthwiseConv2d.apply(backend().share(arrays.input), {
          ...{ filter: arrays.filter, bias: undefined, stride: 1, padding: 1, needsInputGradient: true },
        }),
      }))
      const isSeen = (at: number): boolean => at % 5 === 4 && Math.trunc(at / 35) <= 2 && Math.trunc(at / 5) % 7 <= 2
      expect(Array.from(output, Number.isNaN)).toEqual(Array.from(output, (_, at) => isSeen(at)))
    })
  },
  implementations,
)
