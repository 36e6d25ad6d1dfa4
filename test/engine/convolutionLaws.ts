import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Backend } from '../../lib/engine/backend.js'
import type { PerAxis } from '../../lib/shape/perAxis.js'
import { activationReference } from '../reference/activation.js'
import { both, type conv2d, type conv2dGradients } from '../reference/conv2d.js'
import { arbitraryActivation } from './activations.js'
import { arrayFrom } from './arbitraryArray.js'
import { evaluate } from './evaluate.js'
import { expectClose } from './expectClose.js'

/** A convolution of maps to maps, of whatever filter. */
export interface ConvolutionCase {
  readonly batch: number
  readonly height: number
  readonly width: number
  readonly inChannels: number
  readonly outChannels: number
  readonly kernel: PerAxis
  readonly stride: PerAxis
  readonly padding: PerAxis
  readonly dilation?: PerAxis | undefined
  /** of one in groups */
  readonly groups?: number | undefined
  /** of a transposed one */
  readonly outputPadding?: PerAxis | undefined
  readonly withBias: boolean
  readonly seed: number
}

/** One number for both axes, or one for each. */
export const perAxis = (one: fc.Arbitrary<number>): fc.Arbitrary<PerAxis> => fc.oneof({ weight: 2, arbitrary: one }, fc.tuple(one, one))

/** Windows fit, padding may be anything from 0 to the kernel's size (more than any window needs). */
export const fitting = <A extends Pick<ConvolutionCase, 'height' | 'width' | 'kernel' | 'padding' | 'dilation'>>(
  cases: fc.Arbitrary<A>,
): fc.Arbitrary<A> =>
  cases
    .map((drawn) => {
      const [kernel, padding] = [both(drawn.kernel), both(drawn.padding)]
      const isOne = typeof drawn.padding === 'number' && typeof drawn.kernel === 'number'
      const fits = [padding[0] % (kernel[0] + 1), padding[1] % (kernel[1] + 1)] as const
      return { ...drawn, padding: isOne ? fits[0] : fits }
    })
    .filter(({ height, width, kernel, padding, dilation = 1 }) =>
      ([0, 1] as const).every((axis) => [height, width][axis]! + 2 * both(padding)[axis] > (both(kernel)[axis] - 1) * both(dilation)[axis]),
    )

/** What is held against what. */
export interface ConvolutionLaws {
  readonly operation: 'conv2d' | 'depthwiseConv2d' | 'convTranspose2d'
  readonly reference: typeof conv2d
  readonly gradients: typeof conv2dGradients
  readonly filterShape: (drawn: ConvolutionCase) => readonly number[]
  readonly fixed: readonly (ConvolutionCase & { readonly name: string })[]
  readonly arbitrary: fc.Arbitrary<ConvolutionCase>
}

/** The laws of both kinds of convolution: values and gradients by float64 loops, and what a pass may end in. */
export const convolutionLaws = (
  backend: () => Backend,
  runs: (count: number) => number,
  { operation: name, reference, gradients: referenceGradients, filterShape, fixed, arbitrary }: ConvolutionLaws,
): void => {
  const windowOf = ({ stride, padding, dilation, groups, outputPadding = 0 }: ConvolutionCase) => ({
    ...{ stride, padding, dilation, groups, outputPadding },
  })
  const inputsOf = (drawn: ConvolutionCase) => ({
    input: arrayFrom(drawn.seed, [drawn.batch, drawn.height, drawn.width, drawn.inChannels]),
    filter: arrayFrom(drawn.seed + 1, filterShape(drawn)),
    bias: arrayFrom(drawn.seed + 2, [drawn.outChannels]),
  })
  const check = async (drawn: ConvolutionCase): Promise<void> => {
    const { outChannels, withBias, seed } = drawn
    const window = windowOf(drawn)
    const { input, filter, bias } = inputsOf(drawn)
    const expected = reference(input, filter, withBias ? bias : undefined, window)
    const outputGradient = arrayFrom(seed + 3, expected.shape)
    const gradients = referenceGradients(input, filter, outputGradient, window)
    const operation = backend()[name]
    const found = await evaluate(backend(), { input, filter, bias, outputGradient }, (arrays) => {
      const { share } = backend()
      const options = { filter: arrays.filter, bias: withBias ? arrays.bias : undefined, ...window, needsInputGradient: true }
      const applied = operation.apply(share(arrays.input), options)
      const [output, pullback] = operation.differentiate(share(arrays.input), options)
      const first = operation.differentiate(share(arrays.input), { ...options, needsInputGradient: false })
      const both = pullback(share(arrays.outputGradient))
      const weightOnly = first[1](share(arrays.outputGradient))
      expect(output.shape).toEqual(expected.shape)
      expect(both.input?.shape).toEqual(input.shape)
      expect(both.weight.shape).toEqual(filter.shape)
      expect(both.bias?.shape).toEqual(withBias ? [outChannels] : undefined)
      expect(weightOnly.input).toBeUndefined()
      return {
        applied,
        output,
        unused: first[0],
        input: both.input,
        weight: both.weight,
        bias: both.bias,
        weightOnly: weightOnly.weight,
        biasOnly: weightOnly.bias,
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

  test('every value and gradient against float64 loops', () => fc.assert(fc.asyncProperty(arbitrary, check), { numRuns: runs(200) }))

  test('ending in a sum, an activation, or both: the same as the passes one by one', () =>
    fc.assert(
      fc.asyncProperty(arbitrary, fc.boolean(), fc.option(arbitraryActivation, { nil: undefined }), async (drawn, added, activation) => {
        const { withBias, seed } = drawn
        const window = windowOf(drawn)
        const { input, filter, bias } = inputsOf(drawn)
        const plain = reference(input, filter, withBias ? bias : undefined, window)
        const addend = arrayFrom(seed + 3, plain.shape)
        const { output } = await evaluate(backend(), { input, filter, bias, addend }, (arrays) => {
          const { share, [name]: operation } = backend()
          const options = {
            filter: arrays.filter,
            bias: withBias ? arrays.bias : undefined,
            ...window,
            needsInputGradient: false,
          }
          return {
            output: operation.apply(share(arrays.input), options, { addend: added ? share(arrays.addend) : undefined, activation }),
          }
        })
        const sum = plain.values.map((value, at) => value + (added ? addend.values[at]! : 0))
        const scale = plain.values.reduce((most, value) => Math.max(most, Math.abs(value)), 1)
        expectClose(output, activation === undefined ? sum : sum.map(activationReference(activation).value), 'output', 1e-5 * scale)
      }),
      { numRuns: runs(160) },
    ))
}
