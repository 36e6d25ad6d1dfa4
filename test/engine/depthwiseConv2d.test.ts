import fc from 'fast-check'
import { expect, test } from 'vitest'
import { both } from '../reference/conv2d.js'
import { groupedConv2d, groupedConv2dGradients } from '../reference/groupedConv2d.js'
import { arbitrarySeed, arrayFrom } from './arbitraryArray.js'
import { describeOnBackends, implementations } from './backends.js'
import { type ConvolutionCase, convolutionLaws, fitting, perAxis } from './convolutionLaws.js'
import { evaluate } from './evaluate.js'

/** Channels that vectors do not fill, maps narrower than four cells, strides that leave cells between windows. */
const arbitrary = fitting(
  fc.record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 11 }),
    width: fc.integer({ min: 1, max: 11 }),
    channels: fc.integer({ min: 1, max: 9 }),
    kernel: perAxis(fc.constantFrom(1, 2, 3, 3, 3, 4, 5, 7)),
    stride: perAxis(fc.constantFrom(1, 1, 2, 3)),
    padding: perAxis(fc.nat({ max: 7 })),
    dilation: perAxis(fc.constantFrom(1, 1, 2, 3)),
    withBias: fc.boolean(),
    seed: arbitrarySeed,
  }),
).map(({ channels, ...drawn }) => ({ ...drawn, inChannels: channels, outChannels: channels }))

const fixed: readonly (ConvolutionCase & { readonly name: string })[] = [
  { name: '3x3 same', height: 8, width: 8, channels: 16, kernel: 3, stride: 1, padding: 1 },
  { name: '3x3 unpadded', height: 6, width: 9, channels: 8, kernel: 3, stride: 1, padding: 0 },
  { name: '3x3 stride 2 on an even size', height: 8, width: 8, channels: 6, kernel: 3, stride: 2, padding: 1 },
  { name: '3x3 stride 2 on an odd size', height: 7, width: 7, channels: 5, kernel: 3, stride: 2, padding: 1 },
  { name: '5x5', height: 9, width: 10, channels: 4, kernel: 5, stride: 1, padding: 2 },
  { name: '7x7 stride 2', height: 13, width: 12, channels: 7, kernel: 7, stride: 2, padding: 3 },
  { name: '3x3 dilated', height: 9, width: 11, channels: 6, kernel: 3, stride: 1, padding: 2, dilation: 2 },
  {
    name: '1x5, moved along by 2',
    height: 4,
    width: 13,
    channels: 9,
    kernel: [1, 5] as const,
    stride: [1, 2] as const,
    padding: [0, 2] as const,
  },
  { name: 'a map of one cell', height: 1, width: 1, channels: 3, kernel: 3, stride: 1, padding: 1 },
  { name: 'sums of many terms', height: 32, width: 33, channels: 5, kernel: 3, stride: 1, padding: 1 },
].map(({ channels, ...shape }, index) => ({
  ...shape,
  inChannels: channels,
  outChannels: channels,
  batch: 2,
  withBias: index % 2 === 0,
  seed: index,
}))

describeOnBackends(
  'depthwiseConv2d',
  (backend, { runs }) => {
    convolutionLaws(backend, runs, {
      operation: 'depthwiseConv2d',
      reference: groupedConv2d,
      gradients: groupedConv2dGradients,
      filterShape: ({ kernel, inChannels }) => [...both(kernel), 1, inChannels],
      fixed,
      arbitrary,
    })

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
