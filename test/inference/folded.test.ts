import fc from 'fast-check'
import { expect, test } from 'vitest'
import { folded } from '../../lib/inference/folded.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { flatten } from '../../lib/layer/flatten.js'
import { linear } from '../../lib/layer/linear.js'
import { maskedLinear } from '../../lib/layer/maskedLinear.js'
import { relu } from '../../lib/layer/relu.js'
import { convnet } from '../../lib/model/convnet.js'
import { arraysOf, mapArrays, withArrays } from '../../lib/network/arrays.js'
import { residual } from '../../lib/network/branching.js'
import { layerNodes } from '../../lib/network/layerNodes.js'
import type { Network, Node } from '../../lib/network/network.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import { arbitrarySeed, arrayFrom } from '../engine/arbitraryArray.js'
import { expectClose } from '../engine/expectClose.js'
import { run } from '../reference/network.js'
import { right } from '../setup/answers.js'
import { arbitraryNetwork, type AnyShaped } from '../setup/networks.js'

/** The float64 interpreter's answer. */
const interpreted = ({ nodes, input: shape }: AnyShaped, seed: number): Float64Array => {
  const arrays = Object.fromEntries(arraysOf({ nodes }).map(({ path, values }) => [path, Float64Array.from(values)]))
  return run(nodes, arrays, arrayFrom(seed, [2, ...shape]), undefined).output.values
}

const tagsOf = (nodes: readonly Node[]): readonly string[] => layerNodes(nodes).map(([, { layer }]) => layer._tag)

test('answers as the network does, up to the rounding of its weights', () =>
  fc.assert(
    fc.property(arbitraryNetwork, arbitrarySeed, (network, seed) => {
      const expected = interpreted(network, seed)
      expectClose(Float32Array.from(interpreted(folded(network), seed)), expected, 'answers', 3e-6)
    }),
    { numRuns: 200 },
  ))

test('no mask is left, and no batch norm behind a layer with weights', () =>
  fc.assert(
    fc.property(arbitraryNetwork, (network) => {
      const wrong = (nodes: readonly Node[]): boolean =>
        nodes.some((node, at) => {
          if (node._tag !== 'layer') return node.branches.some(wrong)
          const before = nodes[at - 1]
          const behindWeights = before?._tag === 'layer' && 'bias' in before.layer
          return (
            node.arrays.mask !== undefined || node.layer._tag.startsWith('masked') || (node.layer._tag === 'batchNorm' && behindWeights)
          )
        })
      const found = folded(network)
      expect(wrong(found.nodes)).toBe(false)
      expect([found.input, found.output, found.cfg]).toEqual([network.input, network.output, network.cfg])
    }),
  ))

test('folding is done once: what is folded stays as it is, to the bit', () =>
  fc.assert(
    fc.property(arbitraryNetwork, (network) => {
      const once = folded(network)
      fc.pre(!/batchNorm.*batchNorm/.test(tagsOf(network.nodes).join()))
      expect(folded(once)).toEqual(once)
    }),
  ))

test('two batch norms in a row are both folded', () => {
  const network = sequential(input(3), linear(3, 2, { bias: false }), batchNorm(2), batchNorm(2))(key(0))
  expect(tagsOf(folded(network).nodes)).toEqual(['linear'])
})

test('a batch norm that comes first, or behind a rectifier, stays', () => {
  const network = sequential(input(4, 4, 2), batchNorm(2), relu, conv2d(2, 3), relu, batchNorm(3), flatten, linear(48, 2))(key(0))
  expect(tagsOf(folded(network).nodes)).toEqual(['batchNorm', 'relu', 'conv2d', 'relu', 'batchNorm', 'flatten', 'linear'])
})

test('the network itself is left as it was, and arrays that did not change are shared', () => {
  const network = sequential(input(4, 4, 2), conv2d(2, 3), batchNorm(3), flatten, linear(48, 2))(key(0))
  const before = structuredClone(network)
  const found = folded(network)
  expect(network).toEqual(before)
  expect(arraysOf(found).find(({ path }) => path === '2.weight')?.values).toBe(
    arraysOf(network).find(({ path }) => path === '3.weight')?.values,
  )
})

test('the names are those of the layers that are left; a family is folded as a whole', () => {
  const block = residual(conv2d(3, 2), batchNorm(2), relu, conv2d(2, 3), batchNorm(3))
  const network = folded(sequential(input(4, 4, 3), conv2d(3, 3), batchNorm(3), block, flatten, linear(48, 2))(key(0)))
  expect(network.arch).toEqual(['conv2d', 'residual 3 (conv2d, relu, conv2d)', 'flatten', 'linear'])
  const family: Network<[8, 8, 1], [2], [2, 3, 4], 'folded convnet'> = folded(
    convnet({ input: [8, 8, 1], cfg: [2, 3, 4], classes: 2 }, key(0)),
  )
  expect(family.arch).toBe('folded convnet')
  expect(folded(family).arch).toBe('folded convnet')
})

test('what a dead channel leaves below the smallest normal number is folded to 0', () => {
  const network = sequential(input(4, 4, 2), conv2d(2, 3), batchNorm(3))(key(0))
  const dead = mapArrays(network, (values, path) => (path === '1.scale' ? Float32Array.of(1, 1e-38, 1) : values))
  const [weight] = arraysOf(folded(dead)).map(({ values }) => values)
  expect(weight?.some((value) => value !== 0)).toBe(true)
  expect(weight?.every((value) => value === 0 || Math.abs(value) >= 2 ** -126)).toBe(true)
})

test('no weight is subnormal: behind it a batch norm, a mask, or neither; the others are as they were, to the bit', () => {
  const network = sequential(
    input(2),
    maskedLinear(linear(2, 2, { bias: false })),
    relu,
    linear(2, 2, { bias: false }),
    relu,
    linear(2, 2, { bias: false }),
    batchNorm(2, { epsilon: 0.5 }),
  )(key(0))
  const values = Float32Array.of(1e-40, 1, -1e-40, 2 ** -126)
  const weights = Object.fromEntries([0, 2, 4].map((at) => [`${at}.weight`, values]))
  const arrays = {
    ...weights,
    '0.mask': Float32Array.of(1, 0, 1, 1),
    '5.scale': Float32Array.of(1, 1),
    '5.shift': new Float32Array(2),
    '5.runningMean': new Float32Array(2),
    '5.runningVariance': Float32Array.of(0.5, 0.5),
  }
  const found = arraysOf(folded(right(withArrays(arrays)(network)))).filter(({ role }) => role === 'weight')
  expect(found.map((array) => [...array.values])).toEqual([
    [0, 0, 0, 2 ** -126],
    [0, 1, 0, 2 ** -126],
    [0, 1, 0, 2 ** -126],
  ])
})

test('no bias is subnormal, nor what a batch norm that stays multiplies by and adds; what it measured is as it was', () => {
  const network = sequential(input(2), batchNorm(2), relu, linear(2, 2))(key(0))
  const tiny = Float32Array.of(1e-40, 1)
  const found = arraysOf(folded(mapArrays(network, (values, path) => (path === '2.weight' ? values : tiny))))
  expect(found.flatMap(({ path, values }) => (path === '2.weight' ? [] : [[path, ...values]]))).toEqual([
    ['0.scale', 0, 1],
    ['0.shift', 0, 1],
    ['0.runningMean', ...tiny],
    ['0.runningVariance', ...tiny],
    ['2.bias', 0, 1],
  ])
})
