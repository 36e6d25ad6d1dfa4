import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { channelSelection } from '../../lib/layer/channelSelection.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { relu } from '../../lib/layer/relu.js'
import { sigmoid } from '../../lib/layer/sigmoid.js'
import { tanh } from '../../lib/layer/tanh.js'
import { multiply, residual, type Spec, sum } from '../../lib/network/branching.js'
import { sequentialFrom } from '../../lib/network/sequential.js'
import { cut } from '../../lib/pruning/cut.js'
import * as _ from '../../lib/pruning/cutIdle.js'
import { planBySlimming } from '../../lib/pruning/planBySlimming.js'
import type { Plan } from '../../lib/pruning/plan.js'
import { key } from '../../lib/random/key.js'
import { arbitrarySeed } from '../engine/arbitraryArray.js'
import { describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import { answers, right } from '../setup/answers.js'
import { type AnyShaped, arbitraryNetwork, unsettled } from '../setup/networks.js'
import { maskedBy, planFor } from '../setup/plans.js'

const bottleneck = (inputs: number, stride: 1 | 2 = 1): readonly Spec[] => [
  ...[batchNorm(inputs), channelSelection(inputs), relu, conv2d(inputs, 3, { kernelSize: 1 })],
  ...[batchNorm(3), relu, conv2d(3, 4, { stride }), batchNorm(4), relu, conv2d(4, 8, { kernelSize: 1 })],
]

test('a branch that a gate ends goes when what is gated is 0, and not when its gate alone is', () => {
  const gate = multiply([], [linear(5, 3), relu, linear(3, 5), sigmoid])
  const specs = [linear(4, 5), residual(linear(5, 2), relu, linear(2, 5, { bias: false }), gate), linear(5, 3)]
  const network = unsettled(right(sequentialFrom([4], specs))(key(0)), 5)
  expect(network.cfg).toEqual([2, 3])
  const emptied = (of: number) => ({ groups: network.cfg.map((width, at) => ({ width, kept: at === of ? [] : [0, 1] })) })
  expect(right(_.cutIdle(emptied(0))(network)).arch).toEqual(['linear', 'linear'])
  expect(_.cutIdle(emptied(1))(network)).toMatchObject(E.left({ _tag: 'EmptiedLayer', index: 1 }))
})

/** A pre-activation network: cfg [2 3 4, 8 3 4, 8 3 4, 8], whose third of each three is the last of its block. */
const preActivation = (seed: number): AnyShaped => {
  const specs = [
    conv2d(2, 2),
    sum([conv2d(2, 8, { kernelSize: 1, stride: 2 })], bottleneck(2, 2)),
    residual(...bottleneck(8)),
    residual(...bottleneck(8)),
    ...[batchNorm(8), channelSelection(8), relu, globalAveragePool, linear(8, 3)],
  ]
  return unsettled(right(sequentialFrom([6, 6, 2], specs))(key(seed)), seed)
}

/** A plan whose entries now and then keep nothing. */
const emptying = (network: AnyShaped): fc.Arbitrary<Plan> =>
  fc
    .tuple(planFor(network), fc.array(fc.boolean(), { minLength: network.cfg.length, maxLength: network.cfg.length }))
    .map(([{ groups }, empty]) => ({ groups: groups.map((group, at) => (empty[at] === true ? { ...group, kept: [] } : group)) }))

const withPlan = (network: AnyShaped) => emptying(network).map((plan) => ({ network, plan }))

test('a branch goes where its activation makes 0 of 0, and is refused where it does not', () => {
  const ending = (activation: Spec): AnyShaped =>
    right(sequentialFrom([4], [linear(4, 5), residual(linear(5, 2), relu, linear(2, 5, { bias: false }), activation), linear(5, 3)]))(
      key(0),
    )
  const plan = { groups: [{ width: 2, kept: [] }] }
  expect(right(_.cutIdle(plan)(ending(tanh))).arch).toEqual(['linear', 'linear'])
  expect(_.cutIdle(plan)(ending(sigmoid))).toMatchObject(E.left({ _tag: 'EmptiedLayer', index: 0 }))
})

describeOnBackends('the law of surgery with idle branches', (backend, { runs }) => {
  const law = async (network: AnyShaped, plan: Plan, seed: number): Promise<boolean> => {
    const slim = _.cutIdle(plan)(network)
    if (E.isLeft(slim)) {
      expect(['EmptiedLayer', 'UnevenGroups']).toContain(slim.left._tag)
      return false
    }
    expectClose(
      await answers(backend(), slim.right as AnyShaped, seed),
      await answers(backend(), maskedBy(network, plan), seed),
      'answers',
      2e-5,
    )
    return true
  }

  test('pre-activation blocks', async () => {
    let cuts = 0
    await fc.assert(
      fc.asyncProperty(arbitrarySeed.map(preActivation).chain(withPlan), arbitrarySeed, async ({ network, plan }, seed) => {
        const allowed = { groups: plan.groups.with(9, { width: 8, kept: [0, 5] }) } // the network's last selection
        // what is emptied without its block is not
        const groups = allowed.groups.map((group, at) =>
          group.kept.length === 0 && at < 9 && allowed.groups[at - (at % 3) + 2]!.kept.length > 0 ? { ...group, kept: [0] } : group,
        )
        expect(await law(network, { groups }, seed)).toBe(true)
        cuts += groups.some(({ kept }) => kept.length === 0) ? 1 : 0
        await law(network, plan, seed)
      }),
      { numRuns: runs(100) },
    )
    expect(cuts).toBeGreaterThan(runs(20) - 1)
  })

  test('any network', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryNetwork.chain(withPlan), arbitrarySeed, ({ network, plan }, seed) =>
        law(network, plan, seed).then(() => {}),
      ),
      { numRuns: runs(300) },
    )
  })
})

describe('cutIdle', () => {
  const network = preActivation(1)
  const all = [2, 3, 4, 8, 3, 4, 8, 3, 4, 8]
  const planned = (emptied: readonly number[]): Plan => ({
    groups: all.map((width, at) => ({
      width,
      kept: emptied.includes(at) ? [] : Array.from({ length: width }, (_channel, place) => place),
    })),
  })
  const cfgOf = (emptied: readonly number[]) =>
    E.map(({ cfg }: { readonly cfg: readonly number[] }) => cfg)(_.cutIdle(planned(emptied))(network))

  test('a block whose last batch norm is emptied becomes the identity, whatever else it has lost', () => {
    expect(network.cfg).toEqual(all)
    const without = E.right([2, 3, 4, 8, 3, 4, 8])
    expect(cfgOf([5])).toEqual(without)
    expect(cfgOf([3, 4, 5])).toEqual(without)
    expect(right(_.cutIdle(planned([5, 8]))(network)).arch).toEqual([
      ...[
        'conv2d',
        'sum 8 (conv2d 1x1/2 | batchNorm, channelSelection 2, relu, conv2d 1x1, batchNorm, relu, conv2d 3x3/2, batchNorm, relu, conv2d 1x1)',
      ],
      ...['batchNorm', 'channelSelection 8', 'relu', 'globalAveragePool', 'linear'],
    ])
  })

  test('a block with a projection becomes its projection; the stem, tied by nothing now, is free', () => {
    const slim = right(_.cutIdle(planned([2]))(network))
    expect(slim.arch.slice(0, 2)).toEqual(['conv2d', 'conv2d 1x1/2'])
    expect(slim.cfg).toEqual([2, 8, 3, 4, 8, 3, 4, 8])
  })

  test('a block that lost an inner layer alone adds a constant, and the end of the network has no other way', () => {
    for (const index of [0, 1, 3, 4, 9])
      expect(cfgOf([index])).toEqual(E.left({ _tag: 'EmptiedLayer', index, width: all[index]!, kept: 0 }))
  })

  const free = (...specs: readonly Spec[]): AnyShaped =>
    right(sequentialFrom([4, 4, 2], [conv2d(2, 4), ...specs, globalAveragePool, linear(4, 2)]))(key(0))
  const only = { groups: [{ width: 3, kept: [] }] }
  const emptied = E.left({ _tag: 'EmptiedLayer', index: 0, width: 3, kept: 0 })

  test('a bias or a batch norm at the end of a branch goes on when nothing comes in', () => {
    expect(E.isRight(_.cutIdle(only)(free(residual(conv2d(4, 3), relu, conv2d(3, 4), relu))))).toBe(true)
    expect(_.cutIdle(only)(free(residual(conv2d(4, 3), relu, conv2d(3, 4, { bias: true }))))).toEqual(emptied)
    expect(_.cutIdle(only)(free(residual(conv2d(4, 3), relu, conv2d(3, 4), batchNorm(4))))).toEqual(emptied)
  })

  test('a sum that is nothing at all, and a plan that is wrong elsewhere', () => {
    const both = free(sum([conv2d(4, 3), conv2d(3, 4)], [conv2d(4, 3), conv2d(3, 4)]))
    const nothing = {
      groups: [
        { width: 4, kept: [0] },
        { width: 3, kept: [] },
        { width: 3, kept: [] },
      ],
    }
    expect(_.cutIdle(nothing)(both)).toEqual(E.left({ _tag: 'EmptiedLayer', index: 1, width: 3, kept: 0 }))
    expect(_.cutIdle({ groups: [{ width: 4, kept: [] }, ...nothing.groups.slice(1)] })(both)).toMatchObject({ left: { index: 0 } })
    const wrong = { groups: [{ width: 4, kept: [7] }, ...nothing.groups.slice(1)] }
    expect(_.cutIdle(wrong)(both)).toMatchObject({ left: { _tag: 'BadChannels', index: 0 } })
    expect(_.cutIdle({ groups: [] })(both)).toMatchObject({ left: { _tag: 'PlanMismatch' } })
  })

  test('where nothing is emptied it is cut, of which less is known', () => {
    fc.assert(
      fc.property(
        arbitraryNetwork.chain((one) => planFor(one).map((plan) => ({ one, plan }))),
        ({ one, plan }) => {
          const { arch, ...slim } = right(cut(plan)(one))
          expect(right(_.cutIdle(plan)(one))).toEqual({ ...slim, arch })
        },
      ),
    )
  })

  test('a slimming plan that may empty layers', () => {
    const { plan } = right(planBySlimming({ ratio: 0.9, mayEmpty: true })(network))
    expect(plan.groups.some(({ kept }) => kept.length === 0)).toBe(true)
    expect(cut(plan)(network)).toMatchObject({ left: { _tag: 'EmptiedLayer' } })
  })
})
