import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import * as _ from '../../lib/checkpoint/stateDict.js'
import { withPrunedStateDict } from '../../lib/checkpoint/prunedStateDict.js'
import { errorMessage } from '../../lib/errorMessage.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { channelSelection } from '../../lib/layer/channelSelection.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { depthwiseConv2d } from '../../lib/layer/depthwiseConv2d.js'
import { flatten } from '../../lib/layer/flatten.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { groupedConv2d } from '../../lib/layer/groupedConv2d.js'
import { linear } from '../../lib/layer/linear.js'
import { maskedLinear } from '../../lib/layer/maskedLinear.js'
import { relu } from '../../lib/layer/relu.js'
import { arraysOf, mapArrays } from '../../lib/network/arrays.js'
import { concatenate, residual, type Spec } from '../../lib/network/branching.js'
import { layerNodes } from '../../lib/network/layerNodes.js'
import { sequentialFrom } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import type { Shape } from '../../lib/shape/shape.js'
import { right } from '../setup/answers.js'
import { arbitraryNetwork, type AnyShaped } from '../setup/networks.js'

const anyNames = (nodes: AnyShaped['nodes']) => Object.fromEntries(layerNodes(nodes).map(([path]) => [path, `module.${path}`]))

const networkOf = (from: Shape, ...specs: readonly Spec[]): AnyShaped => right(sequentialFrom(from, specs))(key(0))

/** Every array counts up from 0; a mask from 0 to 1. */
const counting = (network: AnyShaped): AnyShaped =>
  mapArrays(network, (values, path) => values.map((_value, at) => (path.endsWith('.mask') ? at % 2 : at)))

const bitsOf = ({ nodes }: { readonly nodes: AnyShaped['nodes'] }) =>
  arraysOf({ nodes }).map(({ path, values }) => [path, [...new Uint32Array(values.slice().buffer)]])

const tensorsOf = (network: AnyShaped, names: Parameters<typeof _.stateDictOf>[0] = anyNames) => right(_.stateDictOf(names)(network))

const plainly = (tensors: _.StateDict) =>
  Object.fromEntries(
    [...tensors].map(([name, { shape, values }]) => [name, [shape, [...(values as ArrayLike<number> & Iterable<number>)]]]),
  )

describe('laws', () => {
  test('reading what was written gives the network back, bit for bit, -0 too', () => {
    fc.assert(
      fc.property(arbitraryNetwork, (drawn) => {
        const network = mapArrays(drawn, (values, path) =>
          path.endsWith('.positions') || path.endsWith('.membership') ? values : values.map((value) => (value === 0 ? -0 : value)),
        )
        const other = mapArrays(network, (values, path) =>
          path.endsWith('.membership')
            ? values
            : path.endsWith('.positions')
              ? values.map((_position, at) => at)
              : values.map(() => (path.endsWith('.mask') ? 1 : 7)),
        )
        expect(bitsOf(right(_.withStateDict(anyNames, tensorsOf(network))(other)))).toEqual(bitsOf(network))
      }),
    )
  })
})

describe('layouts', () => {
  test('a convolution is [out, in, height, width], a linear layer [out, in]', () => {
    const network = counting(networkOf([4, 4, 2], conv2d(2, 3, { bias: true }), globalAveragePool, linear(3, 2)))
    const tensors = plainly(tensorsOf(network, { 0: 'conv', 2: 'fc' }))
    const filters = [0, 1, 2].map((out) => [0, 1].map((channel) => [0, 1, 2, 3, 4, 5, 6, 7, 8].map((cell) => cell * 6 + channel * 3 + out)))
    expect(tensors).toEqual({
      'conv.weight': [[3, 2, 3, 3], filters.flat(2)],
      'conv.bias': [[3], [0, 1, 2]],
      'fc.weight': [
        [2, 3],
        [0, 2, 4, 1, 3, 5],
      ],
      'fc.bias': [[2], [0, 1]],
    })
  })

  test('a convolution in groups is [out, in / groups, height, width]', () => {
    const network = counting(networkOf([2, 2, 4], groupedConv2d(4, 6, 2, { kernelSize: [1, 2] })))
    const filters = [0, 1, 2, 3, 4, 5].map((out) => [0, 1].map((channel) => [0, 1].map((cell) => cell * 12 + channel * 6 + out)))
    expect(plainly(tensorsOf(network, { 0: 'conv' }))).toEqual({ 'conv.weight': [[6, 2, 1, 2], filters.flat(2)] })
  })

  test('a depthwise convolution is [channels, 1, height, width]', () => {
    const network = counting(networkOf([4, 4, 2], depthwiseConv2d(2, { bias: true })))
    const windows = [0, 1].map((channel) => [0, 1, 2, 3, 4, 5, 6, 7, 8].map((cell) => cell * 2 + channel))
    expect(plainly(tensorsOf(network, { 0: 'conv' }))).toEqual({
      'conv.weight': [[2, 1, 3, 3], windows.flat()],
      'conv.bias': [[2], [0, 1]],
    })
  })

  test('behind a flatten, a batch norm and a linear layer have their features in the order channel, row, column', () => {
    // ours: (0, 0, c0), (0, 0, c1), (0, 1, c0), (0, 1, c1); PyTorch's: c0 (0, 0), c0 (0, 1), c1 (0, 0), c1 (0, 1)
    const network = counting(networkOf([1, 2, 2], flatten, batchNorm(4), linear(4, 1)))
    const tensors = plainly(tensorsOf(network, { 1: 'bn', 2: 'fc' }))
    expect(tensors['bn.weight']).toEqual([[4], [0, 2, 1, 3]])
    expect(tensors['fc.weight']).toEqual([
      [1, 4],
      [0, 2, 1, 3],
    ])
  })

  test('what a concatenation sets beside a flattened map comes behind it', () => {
    const network = counting(networkOf([1, 2, 2], concatenate([flatten], [flatten, linear(4, 1)]), relu, linear(5, 1)))
    const tensors = plainly(tensorsOf(network, { '0.1.1': 'one', 2: 'two' }))
    expect(tensors['one.weight']).toEqual([
      [1, 4],
      [0, 2, 1, 3],
    ])
    expect(tensors['two.weight']).toEqual([
      [1, 5],
      [0, 2, 1, 3, 4],
    ])
  })

  test('the weight and mask of a masked layer are those of torch.nn.utils.prune', () => {
    const network = counting(networkOf([2], maskedLinear(linear(2, 2, { bias: false }))))
    expect(plainly(tensorsOf(network, { 0: 'fc' }))).toEqual({
      'fc.weight_orig': [
        [2, 2],
        [0, 2, 1, 3],
      ],
      'fc.weight_mask': [
        [2, 2],
        [0, 0, 1, 1],
      ],
    })
  })
})

describe('what does not fit', () => {
  const names = { 0: 'conv1', 1: 'bn1', 2: 'select', 4: 'fc' }
  const network = networkOf([2, 2, 1], conv2d(1, 4), batchNorm(4), channelSelection(4, 2), globalAveragePool, linear(2, 3))
  const fitting = tensorsOf(network, names)

  test('everything is listed at once', () => {
    const given = new Map<string, _.StateTensor>([
      ...fitting,
      ['conv1.weight', { shape: [4, 1, 3], values: new Float32Array(12) }],
      ['bn1.weight', { shape: [4], values: new Float64Array(4) }],
      ['bn1.bias', { shape: [4], values: new Float32Array(3) }],
      ['bn1.running_mean', { shape: [4], values: Float32Array.of(0, Number.NaN, 1, 1) }],
      ['select.indexes', { shape: [4], values: Float32Array.of(0, 1, 1, 1) }],
      ['bn1.num_batches_tracked', { shape: [], values: BigInt64Array.of(7n) }],
      ['fc.num_batches_tracked', { shape: [], values: BigInt64Array.of(7n) }],
    ])
    given.delete('fc.bias')
    const read = _.withStateDict(names, given)(network)
    expect(read).toEqual(
      E.left({
        _tag: 'StateDictMismatch',
        missing: ['fc.bias'],
        unknown: ['fc.num_batches_tracked'],
        wrongType: ['bn1.weight'],
        wrongShape: [
          { name: 'conv1.weight', expected: [4, 1, 3, 3], found: [4, 1, 3] },
          { name: 'bn1.bias', expected: [4], found: [3] },
        ],
        wrongValue: [{ name: 'bn1.running_mean', expected: 'finite numbers', found: Number.NaN }],
        wrongSelection: [{ name: 'select.indexes', expected: 2, found: 3 }],
      }),
    )
    expect(E.mapLeft(errorMessage)(read)).toEqual(
      E.left(
        'the state dict does not fit the network: fc.bias is missing, fc.num_batches_tracked is not in the network, bn1.weight is not float32, ' +
          'conv1.weight is [4,1,3] instead of [4,1,3,3], bn1.bias is [3] instead of [4], ' +
          'bn1.running_mean holds NaN instead of finite numbers, select.indexes selects 3 channels instead of 2',
      ),
    )
  })

  test('the counter of batches may be there', () => {
    const counted = new Map<string, _.StateTensor>([...fitting, ['bn1.num_batches_tracked', { shape: [], values: BigInt64Array.of(7n) }]])
    expect(right(_.withStateDict(names, counted)(network))).toEqual(network)
  })

  const odd: fc.Arbitrary<_.StateTensor> = fc.oneof(
    fc.record({
      shape: fc.array(fc.integer({ min: -2, max: 5 }), { maxLength: 5 }),
      values: fc.array(fc.double(), { maxLength: 8 }).map((values) => Float32Array.from(values)),
    }),
    fc.constant({ shape: [2], values: BigInt64Array.of(1n, 2n) }),
  )

  /** A state dict with some of its tensors taken away, replaced, or joined by others. */
  const mutated = (tensors: _.StateDict): fc.Arbitrary<_.StateDict> =>
    fc
      .record({
        removed: fc.subarray([...tensors.keys()]),
        replaced: fc
          .subarray([...tensors.keys()])
          .chain((replaced) => fc.tuple(...replaced.map((name) => fc.tuple(fc.constant(name), odd)))),
        added: fc.array(fc.tuple(fc.string(), odd), { maxLength: 2 }),
      })
      .map(({ removed, replaced, added }) => new Map([...tensors, ...replaced, ...added].filter(([name]) => !removed.includes(name))))

  test('a mutated state dict never throws, and whatever is wrong is in the list', () => {
    fc.assert(
      fc.property(
        arbitraryNetwork.chain((drawn) => {
          const tensors = tensorsOf(drawn)
          return fc.record({ drawn: fc.constant(drawn), tensors: fc.constant(tensors), given: mutated(tensors) })
        }),
        ({ drawn, tensors, given }) => {
          const read = _.withStateDict(anyNames, given)(drawn)
          const removed = [...tensors.keys()].filter((name) => !given.has(name))
          const added = [...given.keys()].filter((name) => !tensors.has(name))
          const sizes = (name: string) => JSON.stringify([given.get(name)!.shape, given.get(name)!.values.length])
          const changed = [...tensors].filter(
            ([name, { shape, values }]) => given.has(name) && sizes(name) !== JSON.stringify([shape, values.length]),
          )
          if (E.isRight(read)) {
            expect([...removed, ...added]).toEqual([])
            expect(bitsOf(read.right).length).toBe(bitsOf(drawn).length)
          } else {
            if (read.left._tag !== 'StateDictMismatch') throw new Error(read.left._tag)
            const { missing, unknown, wrongShape } = read.left
            expect(missing).toEqual(removed)
            expect(unknown).toEqual(added)
            expect(wrongShape.map(({ name }) => name)).toEqual(changed.map(([name]) => name))
          }
          expect(() => withPrunedStateDict(anyNames, given)(drawn)).not.toThrow()
        },
      ),
    )
  })

  test('layers without a name of their own', () => {
    const twice = { 0: 'conv1', 1: 'bn1', 2: 'bn1' }
    const found = _.stateDictOf(twice)(network)
    expect(found).toEqual(_.withStateDict(twice, fitting)(network))
    expect(E.mapLeft(errorMessage)(found)).toEqual(
      E.left('the module names do not fit the network: layer 2 has the name of layer 1, bn1, layer 4 has no name'),
    )
  })

  test('what PyTorch could not do in its order of features is refused', () => {
    const selected = networkOf([1, 2, 2], flatten, channelSelection(4, 2), linear(2, 1))
    expect(E.mapLeft(errorMessage)(_.stateDictOf(anyNames)(selected))).toEqual(
      E.left('the module names do not fit the network: layer 1 selects from a flattened map'),
    )
    const mixed = networkOf([1, 2, 2], flatten, residual(linear(4, 4)), linear(4, 1))
    expect(E.mapLeft(errorMessage)(_.stateDictOf(anyNames)(mixed))).toEqual(
      E.left('the module names do not fit the network: layer 1 adds a flattened map to features in another order'),
    )
  })
})
