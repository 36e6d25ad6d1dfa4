import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DeviceArray } from '../../lib/engine/backend.js'
import { relu } from '../../lib/layer/relu.js'
import { both, conv2d, conv2dGradients } from '../reference/conv2d.js'
import { arbitrarySeed, arrayFrom } from './arbitraryArray.js'
import { describeOnBackends, convolving } from './backends.js'
import { type ConvolutionCase, convolutionLaws, fitting, perAxis } from './convolutionLaws.js'
import { evaluate } from './evaluate.js'
import { expectClose } from './expectClose.js'

/** Sizes need not divide. */
const arbitrary = fitting(
  fc.record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    inChannels: fc.integer({ min: 1, max: 5 }),
    outChannels: fc.integer({ min: 1, max: 5 }),
    kernel: perAxis(fc.constantFrom(1, 2, 3, 5, 7)),
    stride: perAxis(fc.constantFrom(1, 2, 3)),
    padding: perAxis(fc.nat({ max: 7 })),
    dilation: perAxis(fc.constantFrom(1, 1, 2, 3)),
    withBias: fc.boolean(),
    seed: arbitrarySeed,
  }),
)

const fixed: readonly (ConvolutionCase & { readonly name: string })[] = [
  { name: '3x3 same', height: 8, width: 8, kernel: 3, stride: 1, padding: 1, inChannels: 16, outChannels: 8 },
  {
    name: '3x3 stride 2 on an even size: a row is left over',
    height: 8,
    width: 8,
    kernel: 3,
    stride: 2,
    padding: 1,
    inChannels: 4,
    outChannels: 8,
  },
  { name: '3x3 stride 2 on an odd size', height: 7, width: 7, kernel: 3, stride: 2, padding: 1, inChannels: 4, outChannels: 8 },
  {
    name: '3x3 stride 2 unpadded: the left-over row is cropped',
    height: 6,
    width: 8,
    kernel: 3,
    stride: 2,
    padding: 0,
    inChannels: 2,
    outChannels: 3,
  },
  { name: '1x1', height: 5, width: 5, kernel: 1, stride: 1, padding: 0, inChannels: 9, outChannels: 17 },
  { name: '1x1 stride 2, a shortcut', height: 8, width: 8, kernel: 1, stride: 2, padding: 0, inChannels: 4, outChannels: 8 },
  { name: '7x7 stride 2', height: 14, width: 14, kernel: 7, stride: 2, padding: 3, inChannels: 3, outChannels: 4 },
  { name: '5x5 first layer', height: 12, width: 12, kernel: 5, stride: 1, padding: 0, inChannels: 1, outChannels: 6 },
  { name: 'a map of one cell', height: 1, width: 1, kernel: 3, stride: 1, padding: 1, inChannels: 3, outChannels: 2 },
  { name: '1x7, a row', height: 6, width: 9, kernel: [1, 7] as const, stride: 1, padding: [0, 3] as const, inChannels: 3, outChannels: 5 },
  {
    name: '3x1 moved down by 2',
    height: 9,
    width: 4,
    kernel: [3, 1] as const,
    stride: [2, 1] as const,
    padding: [1, 0] as const,
    inChannels: 4,
    outChannels: 4,
  },
  { name: '3x3 dilated', height: 9, width: 11, kernel: 3, stride: 1, padding: 2, dilation: 2, inChannels: 8, outChannels: 9 },
  {
    name: '3x3 dilated and moved by 2',
    height: 11,
    width: 12,
    kernel: 3,
    stride: 2,
    padding: 3,
    dilation: 3,
    inChannels: 5,
    outChannels: 4,
  },
  { name: 'dilated beyond the map', height: 2, width: 2, kernel: 2, stride: 1, padding: 3, dilation: 6, inChannels: 2, outChannels: 2 },
  { name: 'more padding than window', height: 3, width: 3, kernel: 1, stride: 2, padding: 3, inChannels: 2, outChannels: 2 },
].map((shape, index) => ({ ...shape, batch: 2, withBias: index % 2 === 0, seed: index }))

describeOnBackends(
  'conv2d',
  (backend, { runs }) => {
    convolutionLaws(backend, runs, {
      operation: 'conv2d',
      reference: conv2d,
      gradients: conv2dGradients,
      filterShape: ({ kernel, inChannels, outChannels }) => [...both(kernel), inChannels, outChannels],
      fixed,
      arbitrary,
    })

    test('an ending keeps a NaN, and refuses an addend of another shape', async () => {
      const input = arrayFrom(5, [1, 3, 3, 1])
      input.values[0] = Number.NaN
      const filter = arrayFrom(6, [1, 1, 1, 5])
      const options = (by: DeviceArray) => ({ filter: by, bias: undefined, stride: 1, padding: 0, needsInputGradient: false })
      const { output } = await evaluate(backend(), { input, filter }, (arrays) => ({
        output: backend().conv2d.apply(backend().share(arrays.input), options(arrays.filter), { activation: relu }),
      }))
      expect(Array.from(output, Number.isNaN)).toEqual(Array.from({ length: 45 }, (_, at) => at < 5))
      const [maps, by] = [input, filter].map(({ values, shape }) => backend().upload(Float32Array.from(values), shape)) as [
        DeviceArray,
        DeviceArray,
      ]
      expect(() => backend().conv2d.apply(backend().share(maps), options(by), { addend: maps })).toThrow(
        'narrownet: [1,3,3,1] cannot be added to an output [1,3,3,5]',
      )
    })

    test('the same filter with another bias is not mistaken for the first', async () => {
      const inputs = {
        input: arrayFrom(1, [1, 3, 3, 2]),
        filter: arrayFrom(2, [3, 3, 2, 4]),
        one: arrayFrom(3, [4]),
        two: arrayFrom(4, [4]),
      }
      const found = await evaluate(backend(), inputs, ({ input, filter, one, two }) => {
        const by = (bias: typeof one) =>
          backend().conv2d.apply(backend().share(input), { filter, bias, stride: 1, padding: 1, needsInputGradient: true })
        return { one: by(one), two: by(two), again: by(one) }
      })
      expectClose(found.one, conv2d(inputs.input, inputs.filter, inputs.one, { stride: 1, padding: 1 }).values)
      expectClose(found.two, conv2d(inputs.input, inputs.filter, inputs.two, { stride: 1, padding: 1 }).values)
      expect(found.again).toEqual(found.one)
    })

    test('a NaN and an infinity in the input reach the outputs that see them, and no others', async () => {
      const input = arrayFrom(5, [1, 7, 7, 2])
      input.values[2 * (7 * 1 + 1)] = Number.NaN
      input.values[2 * (7 * 5 + 5)] = Infinity
      const filter = { shape: [3, 3, 2, 2], values: new Float64Array(36).fill(0.5) }
      const { output } = await evaluate(backend(), { input, filter }, (arrays) => ({
        output: backend().conv2d.apply(backend().share(arrays.input), {
          filter: arrays.filter,
          bias: undefined,
          stride: 1,
          padding: 0,
          needsInputGradient: true,
        }),
      }))
      expectClose(output, conv2d(input, filter, undefined, { stride: 1, padding: 0 }).values)
      expect(output.some(Number.isNaN)).toBe(true)
      expect(output.includes(Infinity)).toBe(true)
    })
  },
  convolving,
)
