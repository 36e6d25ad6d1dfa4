import fc from 'fast-check'
import { expect, test } from 'vitest'
import { both } from '../reference/conv2d.js'
import { groupedConv2d, groupedConv2dGradients } from '../reference/groupedConv2d.js'
import { arbitrarySeed, arrayFrom } from './arbitraryArray.js'
import { convolving, describeOnBackends } from './backends.js'
import { type ConvolutionCase, convolutionLaws, fitting, perAxis } from './convolutionLaws.js'
import { evaluate } from './evaluate.js'

/** Groups that vectors do not fill, of one channel on either side, and the one group of a plain convolution. */
const arbitrary = fitting(
  fc.record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    groups: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(8, 9)),
    read: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(4, 8)),
    made: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(4, 8)),
    kernel: perAxis(fc.constantFrom(1, 1, 2, 3, 3, 5)),
    stride: perAxis(fc.constantFrom(1, 1, 2, 3)),
    padding: perAxis(fc.nat({ max: 5 })),
    dilation: perAxis(fc.constantFrom(1, 1, 2, 3)),
    withBias: fc.boolean(),
    seed: arbitrarySeed,
  }),
).map(({ groups, read, made, ...drawn }) => ({ ...drawn, groups, inChannels: groups * read, outChannels: groups * made }))

const fixed: readonly (ConvolutionCase & { readonly name: string })[] = [
  { name: '3x3 in four', height: 8, width: 8, groups: 4, inChannels: 16, outChannels: 32, kernel: 3, stride: 1, padding: 1 },
  { name: '3x3 in two wide ones', height: 8, width: 9, groups: 2, inChannels: 32, outChannels: 48, kernel: 3, stride: 1, padding: 1 },
  {
    name: '3x3 in groups that texels do not fill',
    height: 6,
    width: 5,
    groups: 3,
    inChannels: 9,
    outChannels: 15,
    kernel: 3,
    stride: 1,
    padding: 1,
  },
  { name: '3x3 stride 2', height: 7, width: 8, groups: 2, inChannels: 8, outChannels: 8, kernel: 3, stride: 2, padding: 1 },
  { name: '1x1', height: 5, width: 5, groups: 4, inChannels: 8, outChannels: 12, kernel: 1, stride: 1, padding: 0 },
  { name: '1x1 of rows', height: 4, width: 6, groups: 3, inChannels: 6, outChannels: 3, kernel: 1, stride: [1, 2] as const, padding: 0 },
  { name: 'as many groups as channels', height: 6, width: 6, groups: 7, inChannels: 7, outChannels: 7, kernel: 3, stride: 1, padding: 1 },
  {
    name: 'as many groups as channels, two outputs each',
    height: 6,
    width: 6,
    groups: 5,
    inChannels: 5,
    outChannels: 10,
    kernel: 3,
    stride: 1,
    padding: 1,
  },
  { name: '3x3 dilated', height: 9, width: 11, groups: 2, inChannels: 8, outChannels: 8, kernel: 3, stride: 1, padding: 2, dilation: 2 },
  { name: '3x3 in many', height: 5, width: 6, groups: 8, inChannels: 32, outChannels: 64, kernel: 3, stride: 1, padding: 1 },
  {
    name: '3x3 in many that texels do not fill',
    height: 5,
    width: 4,
    groups: 9,
    inChannels: 27,
    outChannels: 18,
    kernel: 3,
    stride: 2,
    padding: 1,
  },
  { name: 'a map of one cell', height: 1, width: 1, groups: 2, inChannels: 6, outChannels: 4, kernel: 3, stride: 1, padding: 1 },
].map((shape, index) => ({ ...shape, batch: 2, withBias: index % 2 === 0, seed: index }))

describeOnBackends(
  'conv2d in groups',
  (backend, { runs }) => {
    convolutionLaws(backend, runs, {
      operation: 'conv2d',
      reference: groupedConv2d,
      gradients: groupedConv2dGradients,
      filterShape: ({ kernel, inChannels, outChannels, groups = 1 }) => [...both(kernel), inChannels / groups, outChannels],
      fixed,
      arbitrary,
    })

    test('a NaN reaches the outputs of its group that see it, and no others', async () => {
      const input = arrayFrom(5, [1, 6, 7, 36])
      input.values[36 * (7 * 1 + 1) + 30] = Number.NaN
      const filter = { shape: [3, 3, 12, 48], values: new Float64Array(5184).fill(0.5) }
      const { output } = await evaluate(backend(), { input, filter }, (arrays) => ({
        output: backend().conv2d.apply(backend().share(arrays.input), {
          ...{ filter: arrays.filter, bias: undefined, stride: 2, padding: 1, groups: 3, needsInputGradient: true },
        }),
      }))
      const isSeen = (at: number): boolean => at % 48 >= 32 && Math.trunc(at / 192) <= 1 && Math.trunc(at / 48) % 4 <= 1
      expect(Array.from(output, Number.isNaN)).toEqual(Array.from(output, (_, at) => isSeen(at)))
    })

    test('groups that the filter does not have are a mistake of ours', () => {
      const [maps, filter] = [
        backend().upload(new Float32Array(8), [1, 1, 1, 8]),
        backend().upload(new Float32Array(16), [1, 1, 4, 4]),
      ] as const
      const options = { filter, bias: undefined, stride: 1, padding: 0, groups: 3, needsInputGradient: false }
      expect(() => backend().conv2d.apply(backend().share(maps), options)).toThrow(
        'narrownet: a filter [1,1,4,4] of 3 groups was given maps [1,1,1,8]',
      )
      for (const array of [maps, filter]) backend().release(array)
    })
  },
  convolving,
)
