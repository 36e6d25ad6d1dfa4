import fc from 'fast-check'
import { test } from 'vitest'
import type { PerAxis } from '../../lib/shape/perAxis.js'
import { both, conv2d } from '../reference/conv2d.js'
import { convTranspose2d, convTranspose2dGradients, convTranspose2dOutputShape } from '../reference/convTranspose2d.js'
import { arbitrarySeed, arrayFrom } from './arbitraryArray.js'
import { convolving, describeOnBackends } from './backends.js'
import { type ConvolutionCase, convolutionLaws, perAxis } from './convolutionLaws.js'
import { evaluate } from './evaluate.js'
import { expectClose } from './expectClose.js'

const filterShape = ({ kernel, inChannels, outChannels }: ConvolutionCase): readonly number[] => [...both(kernel), outChannels, inChannels]

/** Padding below what the kernel reaches over, cells added below stride or dilation, and something left. */
const arbitrary = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 6 }),
    width: fc.integer({ min: 1, max: 6 }),
    inChannels: fc.integer({ min: 1, max: 9 }),
    outChannels: fc.integer({ min: 1, max: 9 }),
    kernel: perAxis(fc.constantFrom(1, 2, 3, 4, 5)),
    stride: perAxis(fc.constantFrom(1, 2, 2, 3, 4)),
    padding: perAxis(fc.nat({ max: 7 })),
    dilation: perAxis(fc.constantFrom(1, 1, 2, 3)),
    outputPadding: perAxis(fc.nat({ max: 7 })),
    withBias: fc.boolean(),
    seed: arbitrarySeed,
  })
  .map((drawn) => {
    const each = (given: PerAxis, below: (axis: 0 | 1) => number): PerAxis => {
      const [one, other] = both(given)
      return [one % below(0), other % below(1)]
    }
    const [kernel, stride, dilation] = [both(drawn.kernel), both(drawn.stride), both(drawn.dilation)]
    return {
      ...drawn,
      padding: each(drawn.padding, (axis) => (kernel[axis] - 1) * dilation[axis] + 1),
      outputPadding: each(drawn.outputPadding, (axis) => Math.max(stride[axis], dilation[axis])),
    }
  })
  .filter((drawn) =>
    convTranspose2dOutputShape([1, drawn.height, drawn.width, 1], filterShape(drawn), drawn)
      .slice(1, 3)
      .every((size) => size > 0),
  )

const fixed: readonly (ConvolutionCase & { readonly name: string })[] = [
  { name: '2x2 stride 2, a U-Net', height: 5, width: 4, inChannels: 16, outChannels: 8, kernel: 2, stride: 2, padding: 0 },
  {
    name: '3x3 stride 2, a cell added',
    height: 4,
    width: 4,
    inChannels: 6,
    outChannels: 9,
    kernel: 3,
    stride: 2,
    padding: 1,
    outputPadding: 1,
  },
  { name: '4x4 stride 2, a DCGAN', height: 4, width: 5, inChannels: 8, outChannels: 7, kernel: 4, stride: 2, padding: 1 },
  { name: 'cells between windows', height: 3, width: 4, inChannels: 5, outChannels: 6, kernel: 2, stride: 3, padding: 0 },
  {
    name: '1x1, cells between windows',
    height: 3,
    width: 4,
    inChannels: 5,
    outChannels: 17,
    kernel: 1,
    stride: 2,
    padding: 0,
    outputPadding: 1,
  },
  { name: '3x3 stride 1', height: 8, width: 8, inChannels: 16, outChannels: 16, kernel: 3, stride: 1, padding: 1 },
  { name: '3x3 stride 1 that grows', height: 8, width: 7, inChannels: 5, outChannels: 16, kernel: 3, stride: 1, padding: 0 },
  { name: '1x1', height: 3, width: 5, inChannels: 9, outChannels: 17, kernel: 1, stride: 1, padding: 0 },
  { name: 'of many channels, by Winograd', height: 12, width: 12, inChannels: 32, outChannels: 32, kernel: 3, stride: 1, padding: 1 },
  {
    name: 'a row of three, dilated',
    height: 3,
    width: 5,
    inChannels: 2,
    outChannels: 3,
    kernel: [1, 3],
    stride: [1, 2],
    padding: [0, 1],
    dilation: [1, 2],
  } as const,
  {
    name: 'more cells added than the stride',
    height: 3,
    width: 3,
    inChannels: 2,
    outChannels: 3,
    kernel: 3,
    stride: 1,
    padding: 2,
    dilation: 3,
    outputPadding: 2,
  },
  {
    name: 'one tap, and a cell that no window is for',
    height: 3,
    width: 3,
    inChannels: 4,
    outChannels: 3,
    kernel: 1,
    stride: 1,
    padding: 0,
    dilation: 2,
    outputPadding: 1,
  },
  {
    name: 'nothing but what is added',
    height: 1,
    width: 1,
    inChannels: 2,
    outChannels: 2,
    kernel: 2,
    stride: 1,
    padding: 2,
    dilation: 3,
    outputPadding: 2,
  },
].map((shape, index) => ({ ...shape, batch: 2, withBias: index % 3 !== 0, seed: index }))

describeOnBackends(
  'convTranspose2d',
  (backend, { runs }) => {
    convolutionLaws(backend, runs, {
      operation: 'convTranspose2d',
      reference: convTranspose2d,
      gradients: convTranspose2dGradients,
      filterShape,
      fixed,
      arbitrary,
    })

    test('one constant filter is packed for a convolution and for its transposed by itself', async () => {
      const values = Float32Array.from(arrayFrom(3, [3, 3, 16, 16]).values)
      const filter = { shape: [3, 3, 16, 16], values: Float64Array.from(values) }
      for (const size of [3, 16]) {
        const input = arrayFrom(4, [1, size, size, 16])
        const { there, back } = await evaluate(backend(), { input }, (arrays) => {
          const on = backend()
          const options = { filter: on.constant(values, filter.shape), bias: undefined, stride: 1, padding: 1, needsInputGradient: false }
          const first = on.conv2d.apply(on.share(arrays.input), options)
          on.release(first)
          return {
            there: on.convTranspose2d.apply(on.share(arrays.input), { ...options, outputPadding: 0 }),
            back: on.conv2d.apply(on.share(arrays.input), options),
          }
        })
        const window = { stride: 1, padding: 1 }
        expectClose(there, convTranspose2d(input, filter, undefined, window).values, 'transposed', 1e-4)
        expectClose(back, conv2d(input, filter, undefined, window).values, 'convolution', 1e-4)
      }
    })
  },
  convolving,
)
