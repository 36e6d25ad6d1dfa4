import fc from 'fast-check'
import { either as E, function as F } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { squeezeAndExcitation } from '../../lib/block/squeezeAndExcitation.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { channelSelection } from '../../lib/layer/channelSelection.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { depthwiseConv2d } from '../../lib/layer/depthwiseConv2d.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { padChannels } from '../../lib/layer/padChannels.js'
import { relu } from '../../lib/layer/relu.js'
import { arraysOf, mapArrays } from '../../lib/network/arrays.js'
import { concatenate, residual, sum } from '../../lib/network/branching.js'
import { couplingOf } from '../../lib/network/coupling.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { cut } from '../../lib/pruning/cut.js'
import * as _ from '../../lib/pruning/cutTied.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { planMessage } from '../../lib/pruning/plan.js'
import { key } from '../../lib/random/key.js'
import { arbitrarySeed } from '../engine/arbitraryArray.js'
import { describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import { answers, right } from '../setup/answers.js'
import { type AnyShaped, arbitraryNetwork } from '../setup/networks.js'
import { arbitrarySumOfSides } from '../setup/sumsOfSides.js'
import { keptOf, leftOut, maskedBy, withoutChannels, planFor } from '../setup/plans.js'

const tiedGroups = ({ input: from, nodes }: AnyShaped) => couplingOf(from, nodes).groups.filter(({ fate }) => fate === 'tied')

/** A network with tied groups, a plan for its cfg, and for each tied group what it keeps, named by one of its makers. */
const planned = fc
  .oneof({ weight: 2, arbitrary: arbitraryNetwork }, { weight: 1, arbitrary: arbitrarySumOfSides })
  .filter((network) => tiedGroups(network).length > 0)
  .chain((network) =>
    fc.record({
      network: fc.constant(network),
      plan: planFor(network),
      tied: fc.tuple(
        ...tiedGroups(network).map(({ makers, width }) =>
          fc.record({ maker: fc.constantFrom(...makers.map(({ path }) => path)), width: fc.constant(width), kept: keptOf(width) }),
        ),
      ),
    }),
  )

describeOnBackends('the law of surgery for tied groups', (backend, { runs }) => {
  test('a network without some of them answers as the original with them masked in all their makers; cut follows as ever', async () => {
    await fc.assert(
      fc.asyncProperty(planned, arbitrarySeed, async ({ network, plan, tied }, seed) => {
        const gone = new Map(
          tiedGroups(network).flatMap(({ makers, width }, at) => makers.map(({ path }) => [path, leftOut(width, tied[at]!.kept)])),
        )
        const masked = withoutChannels(network, gone)
        // groups that read them may ask for others
        const found = F.pipe(
          _.cutTied(tied)(network),
          E.flatMap((one) =>
            F.pipe(
              cut(plan)(one),
              E.map((both) => ({ one, both })),
            ),
          ),
        )
        fc.pre(!(E.isLeft(found) && found.left._tag === 'UnevenGroups'))
        const slim = right(_.cutTied(tied)(network)) as AnyShaped
        expect(slim.cfg).toEqual(network.cfg)
        expectClose(await answers(backend(), slim, seed), await answers(backend(), masked, seed), 'answers', 2e-5)
        const both = right(cut(plan)(slim)) as AnyShaped
        expectClose(await answers(backend(), both, seed), await answers(backend(), maskedBy(masked, plan), seed), 'both', 2e-5)
        expect(right(_.cutTied(tied)(right(cut(plan)(network)) as AnyShaped))).toEqual(both)
      }),
      { numRuns: runs(150) },
    )
  })
})

// the second convolution of each branch and the projection make what the two sums tie
const block = sum([conv2d(2, 4, { kernelSize: 1 }), batchNorm(4)], [conv2d(2, 3), batchNorm(3), relu, conv2d(3, 4), batchNorm(4)])
const network = sequential(
  input(4, 4, 1),
  conv2d(1, 2),
  block,
  relu,
  residual(conv2d(4, 5), relu, conv2d(5, 4)),
  globalAveragePool,
  linear(4, 2),
)(key(0))

describe('planTied', () => {
  test('of channels side by side that are added to themselves through a layer that carries them, each layer by itself', () => {
    const beside = sequential(
      input(4, 4, 1),
      concatenate([conv2d(1, 2)], [conv2d(1, 2)]),
      residual(depthwiseConv2d(4)),
      globalAveragePool,
      linear(4, 2),
    )(key(0))
    const cfg: readonly [] = beside.cfg
    expect(cfg).toEqual([])
    const plan = right(_.planTied(l1Norm, '0.0.0', 1)(beside))
    expect(plan).toMatchObject({ maker: '0.0.0', width: 2 })
    const slim = right(_.cutTied([plan])(beside))
    expect(arraysOf(slim).map(({ path, shape }) => [path, shape])).toEqual([
      ['0.0.0.weight', [3, 3, 1, 1]],
      ['0.1.0.weight', [3, 3, 1, 2]],
      ['1.body.0.weight', [3, 3, 1, 3]],
      ['3.weight', [3, 2]],
      ['3.bias', [2]],
    ])
  })

  test('ranks by the maker it is told', () => {
    const uneven = mapArrays(network, (values, path) =>
      path === '1.0.0.weight'
        ? Float32Array.of(1, 2, 3, 4, 1, 2, 3, 4)
        : path === '1.1.3.weight'
          ? values.map((_value, at) => 4 - (at % 4))
          : values,
    )
    const keptBy = (maker: string) => right(_.planTied(l1Norm, maker, 2)(uneven)).kept
    expect([keptBy('1.0.0'), keptBy('1.1.3')]).toEqual([
      [2, 3],
      [0, 1],
    ])
  })

  test('every maker, batch norm and reader loses the channels; the cfg does not, names of layers show it', () => {
    const slim = right(_.cutTied([{ maker: '3.body.2', width: 4, kept: [1, 3] }])(network))
    expect(slim.cfg).toEqual([2, 3, 5])
    expect(slim.arch.slice(1, 4)).toEqual([
      'sum 2 (conv2d 1x1, batchNorm | conv2d, batchNorm, relu, conv2d, batchNorm)',
      'relu',
      'residual 2 (conv2d, relu, conv2d)',
    ])
    const shapes = Object.fromEntries(arraysOf(slim).map(({ path, shape }) => [path, shape]))
    expect(shapes['1.0.0.weight']).toEqual([1, 1, 2, 2])
    expect(shapes['1.0.1.runningMean']).toEqual([2])
    expect(shapes['1.1.3.weight']).toEqual([3, 3, 3, 2])
    expect(shapes['3.body.0.weight']).toEqual([3, 3, 2, 5])
    expect(shapes['5.weight']).toEqual([2, 2])
  })
})

describe('Lefts', () => {
  const message = (made: E.Either<Parameters<typeof planMessage>[0], unknown>): string =>
    E.isLeft(made) ? planMessage(made.left) : 'a Right'
  const all = { maker: '1.0.0', width: 4, kept: [0, 1, 2, 3] }

  test('channels that no sum ties', () => {
    expect(message(_.planTied(l1Norm, '0', 1)(network))).toBe('the channels of layer 0 are an entry of the cfg: plan them with the others')
    expect(message(_.planTied(l1Norm, '5', 1)(network))).toBe(
      "the channels of layer 5 cannot be pruned: they are the network's output, are selected by position, or meet channels in another order",
    )
    expect(message(_.cutTied([{ ...all, maker: '2' }])(network))).toBe('layer 2 makes no channels')
  })

  test('zeros added to a shortcut fix its width, a selection what it selects from', () => {
    const padded = sequential(input(4, 4, 1), conv2d(1, 2), sum([padChannels(1)], [conv2d(2, 3)]), conv2d(3, 1), globalAveragePool)(key(0))
    expect(_.planTied(l1Norm, '0', 1)(padded)).toEqual(E.left({ _tag: 'NotTied', maker: '0', fate: 'fixed' }))
    const selected = sequential(
      input(4, 4, 1),
      conv2d(1, 2),
      residual(channelSelection(2), conv2d(2, 2)),
      conv2d(2, 1),
      globalAveragePool,
    )(key(0))
    expect(_.planTied(l1Norm, '1.body.1', 1)(selected)).toEqual(E.left({ _tag: 'NotTied', maker: '1.body.1', fate: 'fixed' }))
  })

  test('what follows others is not planned by itself', () => {
    const gated = sequential(
      input(4, 4, 1),
      conv2d(1, 4),
      squeezeAndExcitation(4, { squeezed: 2 }),
      conv2d(4, 1),
      globalAveragePool,
    )(key(0))
    expect(message(_.planTied(l1Norm, '1.1.3', 1)(gated))).toBe(
      'the channels of layer 1.1.3 follow those that they are multiplied by: plan those',
    )
    expect(message(_.planTied(l1Norm, '0', 1)(gated))).toBe('the channels of layer 0 are an entry of the cfg: plan them with the others')
  })

  test.each([0, 5, 1.5, Number.NaN])('%d is not a width of 4', (width) => {
    expect(message(_.planTied(l1Norm, '1.0.0', width)(network))).toBe(`the channels of layer 1.0.0: ${width} is not a width from 1 to 4`)
  })

  test('another width, no channels, channels in disorder, a group twice', () => {
    expect(message(_.cutTied([{ ...all, width: 5 }])(network))).toBe(
      'the channels of layer 1.0.0: the plan is for 5 channels, but the network has 4 there',
    )
    expect(message(_.cutTied([{ ...all, kept: [] }])(network))).toBe('the channels of layer 1.0.0: a layer keeps at least 1')
    expect(message(_.cutTied([{ ...all, kept: [2, 1] }])(network))).toBe(
      'the channels of layer 1.0.0: channel 1 stands after 2: kept channels ascend',
    )
    expect(message(_.cutTied([all, { ...all, maker: '3.body.2' }])(network))).toBe(
      'the channels of layer 3.body.2: another entry is of the same group',
    )
  })

  test('a family keeps its name', () => {
    expect(right(_.cutTied([all])({ ...network, arch: 'resnet' })).arch).toBe('resnet')
  })
})
