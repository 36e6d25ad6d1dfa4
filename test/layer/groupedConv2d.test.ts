import fc from 'fast-check'
import { expect, test } from 'vitest'
import { conv2d } from '../../lib/layer/conv2d.js'
import { depthwiseConv2d } from '../../lib/layer/depthwiseConv2d.js'
import { groupedConv2d } from '../../lib/layer/groupedConv2d.js'
import { mapLayers } from '../../lib/network/arrays.js'
import { concatenate } from '../../lib/network/branching.js'
import { arbitrarySeed } from '../engine/arbitraryArray.js'
import { describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import { answers } from '../setup/answers.js'
import { perAxis } from '../setup/carriers.js'
import type { AnyShaped } from '../setup/networks.js'
import { networkOf } from '../setup/smallNetworks.js'

const window = fc.record({ kernelSize: perAxis, stride: perAxis, dilation: perAxis, bias: fc.boolean() })
const inputOf = (channels: number): readonly number[] => [5, 6, channels]

/** The first network's arrays in the second's layers. */
const withArraysOf = (one: AnyShaped, other: AnyShaped): AnyShaped => {
  const [first] = one.nodes
  return { ...other, nodes: mapLayers(other.nodes, (node) => (first?._tag === 'layer' ? { ...node, arrays: first.arrays } : node)) }
}

describeOnBackends('a convolution in groups', (backend, { runs }) => {
  test('of one group is a convolution, of as many as channels a depthwise one', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        window,
        arbitrarySeed,
        async (reads, makes, options, seed) => {
          const one = networkOf(inputOf(reads), groupedConv2d(reads, makes, 1, options))
          const plain = withArraysOf(one, networkOf(inputOf(reads), conv2d(reads, makes, options)))
          expectClose(await answers(backend(), one, seed), await answers(backend(), plain, seed), 'one group')
          const each = networkOf(inputOf(reads), groupedConv2d(reads, reads, reads, options))
          const depthwise = withArraysOf(each, networkOf(inputOf(reads), depthwiseConv2d(reads, options)))
          expectClose(await answers(backend(), each, seed), await answers(backend(), depthwise, seed), 'each channel')
        },
      ),
      { numRuns: runs(60) },
    ))

  test('is convolutions side by side', async () => {
    const network = networkOf([5, 6, 6], groupedConv2d(6, 4, 2))
    const part = async (group: number) => {
      const weight = (network.nodes[0] as { arrays: Record<string, Float32Array> }).arrays.weight!
      const ofGroup = weight.map((value, at) => (Math.floor((at % 4) / 2) === group ? value : 0))
      const seen = mapLayers(network.nodes, (node) => ({ ...node, arrays: { weight: ofGroup } }))
      return answers(backend(), { ...network, nodes: seen }, 3)
    }
    const [whole, first, second] = [await answers(backend(), network, 3), await part(0), await part(1)]
    expectClose(
      whole,
      first.map((value, at) => value + second[at]!),
      'the sum of its groups',
    )
    expect(first.some((value, at) => at % 4 < 2 && value !== 0) && first.every((value, at) => at % 4 < 2 || value === 0)).toBe(true)
  })

  test('behind a concatenation reads its channels in their order', async () => {
    const side = concatenate([], [conv2d(2, 2, { kernelSize: 1 })])
    const beside = networkOf([3, 3, 2], side, groupedConv2d(4, 2, 2, { kernelSize: 1 }))
    const alone = networkOf([3, 3, 2], side)
    const maps = await answers(backend(), alone, 5)
    const weight = (beside.nodes[1] as { arrays: Record<string, Float32Array> }).arrays.weight! // [1, 1, 2, 2]
    const expected = Float32Array.from({ length: (maps.length / 4) * 2 }, (_, at) => {
      const [cell, out] = [Math.floor(at / 2), at % 2]
      return maps[cell * 4 + out * 2]! * weight[out]! + maps[cell * 4 + out * 2 + 1]! * weight[2 + out]!
    })
    expectClose(await answers(backend(), beside, 5), expected, 'answers')
  })
})
