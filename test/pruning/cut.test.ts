import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { channelSelection } from '../../lib/layer/channelSelection.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { flatten } from '../../lib/layer/flatten.js'
import { linear } from '../../lib/layer/linear.js'
import { maxPool } from '../../lib/layer/maxPool.js'
import { relu } from '../../lib/layer/relu.js'
import { arraysOf, type NetworkArray } from '../../lib/network/arrays.js'
import { input, sequential, sequentialFrom } from '../../lib/network/sequential.js'
import * as _ from '../../lib/pruning/cut.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { composePlans, keepAll, planWidths } from '../../lib/pruning/plan.js'
import { planTo } from '../../lib/pruning/planTo.js'
import { key } from '../../lib/random/key.js'
import { arbitrarySeed } from '../engine/arbitraryArray.js'
import { describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import { answers, right } from '../setup/answers.js'
import { type AnyShaped, arbitraryNetwork, unsettled } from '../setup/networks.js'
import { planFor, maskedBy, referenceCfg } from '../setup/plans.js'

const planned = arbitraryNetwork.chain((network) => planFor(network).map((plan) => ({ network, plan })))
const generated = 300

describeOnBackends('the law of surgery', (backend, { runs }) => {
  test('a cut network answers as the original with the removed channels masked after their normalization', async () => {
    await fc.assert(
      fc.asyncProperty(planned, arbitrarySeed, async ({ network, plan }, seed) => {
        const slim = right(_.cut(plan)(network)) as AnyShaped
        expectClose(await answers(backend(), slim, seed), await answers(backend(), maskedBy(network, plan), seed), 'answers', 2e-5)
      }),
      { numRuns: runs(generated) },
    )
  })

  test('a convnet with every kind of layer around its flatten', async () => {
    const specs = [conv2d(2, 4), batchNorm(4), relu, maxPool(2), conv2d(4, 3, { bias: true }), flatten, batchNorm(27), linear(27, 3)]
    const network = unsettled(right(sequentialFrom([6, 7, 2], specs))(key(1)), 1)
    const plan = {
      groups: [
        { width: 4, kept: [1, 3] },
        { width: 3, kept: [0, 2] },
      ],
    }
    const slim = right(_.cut(plan)(network)) as AnyShaped
    expect(slim.cfg).toEqual([2, 2])
    expect(arraysOf(slim).map(({ path, shape }) => `${path} ${shape.join('x')}`)).toMatchInlineSnapshot(`
      [
        "0.weight 3x3x2x2",
        "1.scale 2",
        "1.shift 2",
        "1.runningMean 2",
        "1.runningVariance 2",
        "4.weight 3x3x2x2",
        "4.bias 2",
        "6.scale 18",
        "6.shift 18",
        "6.runningMean 18",
        "6.runningVariance 18",
        "7.weight 18x3",
        "7.bias 3",
      ]
    `)
    expectClose(await answers(backend(), slim, 5), await answers(backend(), maskedBy(network, plan), 5), 'answers')
  })
})

describe('cut', () => {
  test('a selection goes on choosing from all that it is given', () => {
    const specs = [batchNorm(5), channelSelection(5, 3), linear(3, 2)]
    const network = right(sequentialFrom([5], specs))(key(0))
    const once = right(_.cut({ groups: [{ width: 3, kept: [0, 2] }] })(network))
    const twice = right(_.cut({ groups: [{ width: 2, kept: [1] }] })(once))
    expect(arraysOf(twice).find(({ path }) => path === '1.positions')?.values).toEqual(Float32Array.of(2))
    expect(twice.nodes[1]).toMatchObject({ layer: { inChannels: 5, outChannels: 1 } })
  })

  test("a network's cfg is the widths that no sum and no end ties", () => {
    fc.assert(fc.property(arbitraryNetwork, (network) => void expect(network.cfg).toEqual(referenceCfg(network.nodes))))
  })

  test('its cfg is what the plan keeps; input, output and names stay', () => {
    fc.assert(
      fc.property(planned, ({ network, plan }) => {
        const slim = right(_.cut(plan)(network))
        expect(slim.cfg).toEqual(planWidths(plan))
        expect([slim.input, slim.output, slim.arch]).toEqual([network.input, network.output, network.arch])
      }),
    )
  })

  test('every array has the size its layer says', () => {
    fc.assert(
      fc.property(planned, ({ network, plan }) => {
        for (const { path, shape, values } of arraysOf(right(_.cut(plan)(network))))
          expect(values.length, path).toBe(shape.reduce((product, size) => product * size, 1))
      }),
    )
  })

  test('keeping all is identity: the same arrays, by reference', () => {
    fc.assert(
      fc.property(arbitraryNetwork, (network) => {
        const same = right(_.cut(keepAll(network.cfg))(network))
        expect(same).toEqual(network)
        arraysOf(same).forEach(({ values }, at) => void expect(values).toBe(arraysOf(network)[at]?.values))
      }),
    )
  })

  test('arrays that lose nothing are shared, the others are new, and no array of the original changes', () => {
    // in front of a selection, what it leaves behind
    const silenced = (array: NetworkArray, before: Float32Array): boolean =>
      (array.role === 'scale' || array.role === 'shift') && array.values.every((value, at) => value === 0 || value === before[at])
    fc.assert(
      fc.property(planned, ({ network, plan }) => {
        const before = arraysOf(network)
        const copies = before.map(({ values }) => values.slice())
        const after = arraysOf(right(_.cut(plan)(network)))
        before.forEach(({ values }, at) => {
          expect(values).toEqual(copies[at])
          const now = after[at]!
          if (now.values.length !== values.length) expect(now.values.buffer).not.toBe(values.buffer)
          else if (now.values !== values) expect(silenced(now, values), now.path).toBe(true)
        })
      }),
    )
  })

  test('a plan after another is their composition, to the bit', () => {
    const twice = planned.chain(({ network, plan }) =>
      planFor(right(_.cut(plan)(network))).map((second) => ({ network, first: plan, second })),
    )
    fc.assert(
      fc.property(twice, ({ network, first, second }) => {
        const inTurn = right(_.cut(second)(right(_.cut(first)(network))))
        expect(right(_.cut(right(composePlans(first, second)))(network))).toEqual(inTurn)
      }),
    )
  })

  test('kept entries are copied bit by bit: negative zeros, subnormals and all', () => {
    const network = right(sequentialFrom([3], [linear(3, 4), linear(4, 2)]))(key(0))
    const [first, second] = network.nodes
    if (first?._tag !== 'layer' || second?._tag !== 'layer') throw new Error('two layers')
    const weight = Float32Array.of(-0, 1, 2, 3, 1e-45, 5, 6, 7, 8, 9, 10, Number.NaN)
    const odd = { ...network, nodes: [{ ...first, arrays: { ...first.arrays, weight } }, second] }
    const slim = right(_.cut({ groups: [{ width: 4, kept: [0, 3] }] })(odd))
    const [cutFirst, cutSecond] = arraysOf(slim).filter(({ role }) => role === 'weight')
    expect(cutFirst?.values).toEqual(Float32Array.of(-0, 3, 1e-45, 7, 8, Number.NaN))
    expect(cutSecond?.values).toEqual(Float32Array.from([0, 1, 6, 7], (at) => second.arrays.weight?.[at] ?? Number.NaN))
  })
})

describe('a plan that does not go with the network is a Left', () => {
  const network = right(sequentialFrom([4], [linear(4, 6), relu, linear(6, 3), relu, linear(3, 2)]))(key(0))
  const all = [0, 1, 2]
  test.each([
    ['too few entries', [[6, all]], { _tag: 'PlanMismatch', expected: [6, 3], found: [6] }],
    [
      'too many',
      [
        [6, all],
        [3, all],
        [2, [0]],
      ],
      { _tag: 'PlanMismatch', expected: [6, 3], found: [6, 3, 2] },
    ],
    [
      'another width',
      [
        [6, all],
        [4, all],
      ],
      { _tag: 'PlanMismatch', expected: [6, 3], found: [6, 4] },
    ],
    [
      'an emptied layer',
      [
        [6, all],
        [3, []],
      ],
      { _tag: 'EmptiedLayer', index: 1, width: 3, kept: 0 },
    ],
    [
      'descending',
      [
        [6, [0, 2, 1]],
        [3, all],
      ],
      { _tag: 'BadChannels', index: 0, width: 6, problem: 'channel 1 stands after 2: kept channels ascend' },
    ],
    [
      'twice',
      [
        [6, [0, 2, 2]],
        [3, all],
      ],
      { _tag: 'BadChannels', index: 0, width: 6, problem: 'channel 2 stands after 2: kept channels ascend' },
    ],
    [
      'out of range',
      [
        [6, [0, 6]],
        [3, all],
      ],
      { _tag: 'BadChannels', index: 0, width: 6, problem: 'channel 6 is not one of 6' },
    ],
    [
      'negative',
      [
        [6, all],
        [3, [-1, 0]],
      ],
      { _tag: 'BadChannels', index: 1, width: 3, problem: 'channel -1 is not one of 3' },
    ],
    [
      'no position',
      [
        [6, all],
        [3, [0, 0.5]],
      ],
      { _tag: 'BadChannels', index: 1, width: 3, problem: 'channel 0.5 is not one of 3' },
    ],
    [
      'not a number',
      [
        [6, all],
        [3, [Number.NaN]],
      ],
      { _tag: 'BadChannels', index: 1, width: 3, problem: 'channel NaN is not one of 3' },
    ],
  ] as const)('%s', (_name, groups, left) => {
    const plan = { groups: groups.map(([width, kept]) => ({ width, kept })) }
    expect(_.cut(plan)(network)).toEqual(E.left(left))
  })

  test("the 'M's of a VGG's cfg stay where they are", () => {
    const vgg = { ...sequential(input(4), linear(4, 6), relu, linear(6, 5), relu, linear(5, 2))(key(0)), cfg: [6, 'M', 5, 'M'] as const }
    const plan = right(planTo(l1Norm, [3, 'M', 2, 'M'])(vgg))
    expect(right(_.cut(plan)(vgg)).cfg).toEqual([3, 'M', 2, 'M'])
    expect(planTo(l1Norm, [3, 2, 'M', 'M'])(vgg)).toEqual(
      E.left({ _tag: 'PlanMismatch', expected: [6, 'M', 5, 'M'], found: [3, 2, 'M', 'M'] }),
    )
  })
})
