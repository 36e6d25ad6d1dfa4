import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import type { Equal, Expect } from '../../typetests/equal.js'
import { averagePool } from '../../lib/layer/averagePool.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { dropout } from '../../lib/layer/dropout.js'
import { flatten } from '../../lib/layer/flatten.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { identity } from '../../lib/layer/identity.js'
import { linear } from '../../lib/layer/linear.js'
import { maskedConv2d } from '../../lib/layer/maskedConv2d.js'
import { maskedLinear } from '../../lib/layer/maskedLinear.js'
import { maxPool } from '../../lib/layer/maxPool.js'
import { relu } from '../../lib/layer/relu.js'
import { parameterCount } from '../../lib/accounting/cost.js'
import { convnet } from '../../lib/model/convnet.js'
import { mlp } from '../../lib/model/mlp.js'
import { arraysOf } from '../../lib/network/arrays.js'
import type { Arch, Network } from '../../lib/network/network.js'
import { residual } from '../../lib/network/branching.js'
import * as _ from '../../lib/network/sequential.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { narrowNetwork } from '../../lib/pruning/narrow.js'
import { key } from '../../lib/random/key.js'
import type { Cfg } from '../../lib/shape/atMost.js'
import type { Shape } from '../../lib/shape/shape.js'
import { describeOnBackends } from '../engine/backends.js'
import { answersTo, right, samplesFrom } from '../setup/answers.js'
import { known } from '../setup/known.js'
import { arbitraryNetwork } from '../setup/networks.js'

const k = key(0)

test('layers without a key are not taken for a network, and the message says what is forgotten', () => {
  const layers = _.sequential(_.input(4), linear(4, 2))
  // @ts-expect-error: the compiler says the same
  expect(() => narrowNetwork(layers, l1Norm, [])).toThrow(
    new TypeError("narrownet: narrowNetwork: give the layers a key first: sequential(...)(key(0)), or key(0) behind a family's options"),
  )
  expect(parameterCount(layers)).toBe(parameterCount(layers(k)))
})

describe('what the compiler works out is what happens at run time', () => {
  test.each([
    known(_.sequential(_.input(4))(k), { input: [4], output: [4], cfg: [], arch: [] }),
    known(_.sequential(_.input(784), linear(784, 200), batchNorm(200), relu, dropout(0.5), linear(200, 10))(k), {
      input: [784],
      output: [10],
      cfg: [200],
      arch: ['linear', 'batchNorm', 'relu', 'dropout', 'linear'],
    }),
    known(
      _.sequential(
        _.input(28, 30, 1),
        conv2d(1, 8, { kernelSize: 5, padding: 0 }),
        maxPool(2),
        identity,
        maskedConv2d(conv2d(8, 6, { stride: 2 })),
        averagePool(3, { stride: 2 }),
        flatten,
        maskedLinear(linear(36, 5)),
        linear(5, 2),
      )(k),
      {
        input: [28, 30, 1],
        output: [2],
        cfg: [8, 6, 5],
        arch: ['conv2d 5x5 pad 0', 'maxPool 2', 'identity', 'maskedConv2d 3x3/2', 'averagePool 3/2', 'flatten', 'maskedLinear', 'linear'],
      },
    ),
    known(_.sequential(_.input(28, 28, 1), maxPool(3, { stride: 2, padding: 1 }), maxPool(4, { padding: 1 }), flatten)(k), {
      input: [28, 28, 1],
      output: [16],
      cfg: [],
      arch: ['maxPool 3/2 pad 1', 'maxPool 4 pad 1', 'flatten'],
    }),
    known(
      _.sequential(
        _.input(8, 8, 3),
        conv2d(3, 16),
        batchNorm(16),
        residual(conv2d(16, 7), relu, residual(conv2d(7, 5, { kernelSize: 1 }), conv2d(5, 7)), conv2d(7, 9), conv2d(9, 16)),
        conv2d(16, 4, { kernelSize: 1 }),
        globalAveragePool,
        linear(4, 3),
      )(k),
      {
        input: [8, 8, 3],
        output: [3],
        cfg: [5, 9, 4],
        arch: [
          'conv2d',
          'batchNorm',
          'residual 16 (conv2d, relu, residual 7 (conv2d 1x1, conv2d), conv2d, conv2d)',
          'conv2d 1x1',
          'globalAveragePool',
          'linear',
        ],
      },
    ),
    known(convnet({ input: [9, 12, 2], cfg: [3, 4, 5], classes: 6 }, k), {
      input: [9, 12, 2],
      output: [6],
      cfg: [3, 4, 5],
      arch: 'convnet',
    }),
    known(mlp({ input: [3, 3, 1], cfg: [7, 8], classes: 2 }, k), { input: [3, 3, 1], output: [2], cfg: [7, 8], arch: 'mlp' }),
    known(mlp({ input: [4], cfg: [], classes: 2 }, k), { input: [4], output: [2], cfg: [], arch: 'mlp' }),
  ])('$said.arch', ({ found, said }) => {
    expect(found).toEqual(said)
  })

  test('a width that is not known is checked at run time', () => {
    const width: number = 5
    const network = _.sequential(_.input(4), linear(4, width), relu, linear(width, 2))(k)
    type Widths = Expect<Equal<typeof network.cfg, [number]>>
    const cfg: Widths extends true ? readonly number[] : never = network.cfg
    expect(cfg).toEqual([5])
    expect(() => _.sequential(_.input(4), linear(4, width), relu, linear(width + 1, 2))).toThrow(
      'layer 2 (linear) expects 6 features but receives 5',
    )
    expect(() => _.input(0 as number)).toThrow('input axis 0 is 0: at least 1 is needed')
    expect(() => _.input(2, 2.5 as number, 1)).toThrow('input axis 1 is 2.5, not a positive integer')
  })
})

describe('sequentialFrom', () => {
  test('a wrong layer is a Left with its place', () => {
    expect(_.sequentialFrom([28, 28, 1], [conv2d(1, 4), relu, conv2d(3, 8)])).toEqual(
      E.left({ _tag: 'ShapeError', at: 2, problem: 'layer 2 (conv2d) expects 3 channels but receives 4' }),
    )
  })

  test.each([
    [[8, 8], 'an input is [height,width,channels] or [features], not [8,8]'],
    [[8, 0, 1], 'input axis 1 is 0: at least 1 is needed'],
  ])('an input that is none is a Left: %o', (from, problem) => {
    expect(_.sequentialFrom(from, [])).toEqual(E.left({ _tag: 'ShapeError', at: 0, problem }))
  })

  test('is `sequential` where that compiles', () => {
    const specs = [conv2d(1, 4), residual(conv2d(4, 2), conv2d(2, 4)), flatten, linear(100, 3)] as const
    expect(right(_.sequentialFrom([5, 5, 1], specs))(key(7))).toEqual(_.sequential(_.input(5, 5, 1), ...specs)(key(7)))
  })
})

describe('initial weights', () => {
  const specs = [conv2d(8, 32), batchNorm(32), residual(conv2d(32, 32), conv2d(32, 32)), flatten, linear(128, 32), linear(32, 32)] as const
  const network = _.sequential(_.input(2, 2, 8), ...specs)

  test('same key, same bits; another key, all others', () => {
    expect(network(key(1))).toEqual(network(key(1)))
    const [one, other] = [network(key(1)), network(key(2))].map((made) => arraysOf(made).filter(({ role }) => role === 'weight'))
    one!.forEach(({ values }, at) => void expect(values.some((value, i) => value === other![at]?.values[i])).toBe(false))
  })

  test('layers of the same shape get different weights, and a weight is not its bias', () => {
    const weights = arraysOf(network(key(3))).filter(({ role }) => role === 'weight' || role === 'bias')
    expect(new Set(weights.map(({ values }) => values[0])).size).toBe(weights.length)
  })

  test('a layer keeps its weights when another is added behind it', () => {
    const short = _.sequential(_.input(4), linear(4, 3))(key(1))
    const long = _.sequential(_.input(4), linear(4, 3), relu, linear(3, 2))(key(1))
    expect(arraysOf(long).slice(0, 2)).toEqual(arraysOf(short))
  })

  test("He's deviation by fan out for convolutions, uniform within 1 / sqrt(inputs) for linear layers, batch norms at rest", () => {
    const wide = _.sequential(_.input(4, 4, 16), conv2d(16, 64), batchNorm(64, { initialScale: 0.5 }), flatten, linear(1024, 64))(key(5))
    const arrays = new Map(arraysOf(wide).map(({ path, values }) => [path, values]))
    const filter = arrays.get('0.weight')!
    const deviation = Math.sqrt(filter.reduce((sum, value) => sum + value * value, 0) / filter.length)
    expect(deviation / Math.sqrt(2 / (9 * 64))).toBeCloseTo(1, 1)
    for (const name of ['weight', 'bias']) {
      const values = arrays.get(`3.${name}`)!
      expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(1 / 32)
      expect(Math.max(...values)).toBeGreaterThan(0.8 / 32)
      expect(Math.min(...values)).toBeLessThan(-0.8 / 32)
    }
    for (const [name, value] of Object.entries({ scale: 0.5, shift: 0, runningMean: 0, runningVariance: 1 }))
      expect(arrays.get(`1.${name}`)).toEqual(new Float32Array(64).fill(value))
  })
})

describeOnBackends('composition', (backend) => {
  test('identity changes nothing, wherever it stands', async () => {
    const plain = right(_.sequentialFrom([4], [linear(4, 3), relu, linear(3, 2)]))(k)
    const arrays = new Map(arraysOf(plain).map(({ path, values }) => [path, values]))
    const padded = right(_.sequentialFrom([4], [identity, linear(4, 3), identity, relu, linear(3, 2), identity]))(k)
    const same = {
      ...padded,
      nodes: padded.nodes.map((node, at) =>
        node._tag === 'layer' && Object.keys(node.arrays).length > 0
          ? {
              ...node,
              arrays: { weight: arrays.get(at === 1 ? '0.weight' : '2.weight')!, bias: arrays.get(at === 1 ? '0.bias' : '2.bias')! },
            }
          : node,
      ),
    }
    const values = samplesFrom(1, [4], 3)
    expect(await answersTo(backend(), same, values, 3)).toEqual(await answersTo(backend(), plain, values, 3))
  })

  test('a list cut in two and run one after the other is the list', async () => {
    const cases = arbitraryNetwork.chain((network) => fc.nat({ max: network.nodes.length }).map((at) => ({ network, at })))
    await fc.assert(
      fc.asyncProperty(cases, async ({ network, at }) => {
        const specs = network.nodes.slice(0, at)
        const middle = { ...network, nodes: specs, output: (await shapeAfter(network, at)) as Shape }
        const rest = { ...network, nodes: network.nodes.slice(at), input: middle.output }
        const values = samplesFrom(at, network.input, 2)
        const between = await answersTo(backend(), middle, values, 2)
        expect(await answersTo(backend(), rest, between, 2)).toEqual(await answersTo(backend(), network, values, 2))
      }),
      { numRuns: 50 },
    )
  })

  /** The shape after the first layers, read off the run itself. */
  const shapeAfter = async (network: Network<Shape, Shape, Cfg, Arch>, at: number): Promise<Shape> => {
    const { evaluateNodes, constants } = await import('../../lib/network/forward.js')
    const array = right(
      backend().scope(() =>
        evaluateNodes(
          backend(),
          network.nodes.slice(0, at),
          constants(backend()),
          backend().upload(samplesFrom(at, network.input, 1), [1, ...network.input]),
        ),
      ),
    )
    backend().release(array)
    return array.shape.slice(1)
  }
})
