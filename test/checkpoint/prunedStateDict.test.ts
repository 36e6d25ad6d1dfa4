import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { withPrunedStateDict } from '../../lib/checkpoint/prunedStateDict.js'
import { type StateTensor, stateDictOf } from '../../lib/checkpoint/stateDict.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { channelSelection } from '../../lib/layer/channelSelection.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { convTranspose2d } from '../../lib/layer/convTranspose2d.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { groupedConv2d } from '../../lib/layer/groupedConv2d.js'
import { linear } from '../../lib/layer/linear.js'
import { arraysOf, mapArrays } from '../../lib/network/arrays.js'
import { concatenate } from '../../lib/network/branching.js'
import { layerNodes } from '../../lib/network/layerNodes.js'
import type { AnyNetwork, Node } from '../../lib/network/network.js'
import { input, sequential, sequentialFrom } from '../../lib/network/sequential.js'
import { cut } from '../../lib/pruning/cut.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'
import { arbitraryNetwork } from '../setup/networks.js'
import { planFor } from '../setup/plans.js'

/** A module for every layer of any network. */
const anyNames = (nodes: readonly Node[]) => Object.fromEntries(layerNodes(nodes).map(([path]) => [path, `module.${path}`]))

/** A state dict does not tell what is left of a group. */
const hasNoGroups = (network: AnyNetwork): boolean => arraysOf(network).every(({ role }) => role !== 'membership')

test('a pruned network is read back through the network it was cut from', () => {
  fc.assert(
    fc.property(
      arbitraryNetwork.filter(hasNoGroups).chain((network) => fc.record({ network: fc.constant(network), plan: planFor(network) })),
      ({ network, plan }) => {
        const slim = right(cut(plan)(network))
        const read = right(withPrunedStateDict(anyNames, right(stateDictOf(anyNames)(slim)))(network))
        expect(read.cfg).toEqual(slim.cfg)
        expect(read.nodes).toEqual(slim.nodes)
      },
    ),
  )
})

test('a transposed convolution is [in, out, height, width]: how many channels it makes, the second axis says', () => {
  const names = { 0: 'up', 1: 'conv' }
  const made = <const Width extends number>(width: Width) =>
    mapArrays(
      sequential(input(2, 2, 3), convTranspose2d(3, width, { bias: true }), conv2d(width, 2, { kernelSize: 1 }))(key(0)),
      (values) => values.map((_value, at) => at),
    )
  const saved = right(stateDictOf(names)(made(2)))
  const filters = [0, 1, 2].map((channel) => [0, 1].map((out) => [0, 1, 2, 3].map((cell) => cell * 6 + out * 3 + channel)))
  expect(saved.get('up.weight')).toEqual({ shape: [3, 2, 2, 2], values: Float32Array.from(filters.flat(2)) })
  expect(right(withPrunedStateDict(names, saved)(made(4))).nodes).toEqual(made(2).nodes)
})

test('a width that groups cannot share is listed, not cut to', () => {
  const names = { 0: 'conv1', 1: 'conv2', 3: 'fc' }
  const made = <const Read extends number, const Made extends number>(read: Read, makes: Made, groups: 1 | 4) =>
    right(sequentialFrom([2, 2, 1], [conv2d(1, read), groupedConv2d(read, makes, groups), globalAveragePool, linear(makes, 3)]))(key(0))
  const found = (read: number, makes: number) => withPrunedStateDict(names, right(stateDictOf(names)(made(read, makes, 1))))(made(8, 12, 4))
  expect(found(6, 12)).toMatchObject(
    E.left({ wrongShape: [{ name: 'conv1.weight', expected: [8, 1, 3, 3], found: [6, 1, 3, 3] }, { name: 'conv2.weight' }] }),
  )
  expect(found(8, 10)).toMatchObject(E.left({ _tag: 'StateDictMismatch' }))
  const beside = (width: number, groups: number) =>
    right(
      sequentialFrom(
        [2, 2, 4],
        [concatenate([], [conv2d(4, width)]), groupedConv2d(4 + width, 6, groups), globalAveragePool, linear(6, 3)],
      ),
    )(key(0))
  const sides = { '0.1.0': 'conv1', 1: 'conv2', 3: 'fc' }
  expect(withPrunedStateDict(sides, right(stateDictOf(sides)(beside(3, 1))))(beside(4, 2))).toMatchObject(
    E.left({ _tag: 'StateDictMismatch' }),
  )
  const slim = made(4, 8, 4)
  expect(right(withPrunedStateDict(names, right(stateDictOf(names)(slim)))(made(8, 12, 4))).nodes).toEqual(slim.nodes)
})

test('a width that is more than the network has, or none, is listed, not cut to', () => {
  const names = { 0: 'conv1', 1: 'bn1', 2: 'select', 4: 'fc' }
  const network = sequential(input(2, 2, 1), conv2d(1, 4), batchNorm(4), channelSelection(4, 2), globalAveragePool, linear(2, 3))(key(0))
  const indexes = (values: Float32Array) =>
    new Map<string, StateTensor>([...right(stateDictOf(names)(network)), ['select.indexes', { shape: [values.length], values }]])
  expect(withPrunedStateDict(names, indexes(new Float32Array(5).fill(1)))(network)).toMatchObject(
    E.left({ wrongShape: [{ name: 'select.indexes', expected: [4], found: [5] }] }),
  )
  expect(withPrunedStateDict(names, indexes(new Float32Array(4)))(network)).toMatchObject(
    E.left({ wrongSelection: [{ name: 'select.indexes', expected: 2, found: 0 }] }),
  )
})
