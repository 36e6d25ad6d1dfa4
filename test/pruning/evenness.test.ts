import fc from 'fast-check'
import { either as E, function as F } from 'fp-ts'
import { expect, test } from 'vitest'
import { multiplyAccumulates } from '../../lib/accounting/cost.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { groupedConv2d } from '../../lib/layer/groupedConv2d.js'
import { linear } from '../../lib/layer/linear.js'
import { relu } from '../../lib/layer/relu.js'
import { concatenate, sum } from '../../lib/network/branching.js'
import { batchNormScale } from '../../lib/pruning/batchNormScale.js'
import { cut } from '../../lib/pruning/cut.js'
import { cutIdle } from '../../lib/pruning/cutIdle.js'
import { cutTied, planTied } from '../../lib/pruning/cutTied.js'
import type { UnevenGroups } from '../../lib/pruning/evenness.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { narrowNetwork } from '../../lib/pruning/narrow.js'
import { type Plan, planMessage, planWidths } from '../../lib/pruning/plan.js'
import { planBySlimming } from '../../lib/pruning/planBySlimming.js'
import { planByRatio, planTo } from '../../lib/pruning/planTo.js'
import { planToBudget } from '../../lib/pruning/planToBudget.js'
import { softPruned } from '../../lib/pruning/softPruned.js'
import { right } from '../setup/answers.js'
import { type AnyShaped, arbitraryConvolutional, isInGroups } from '../setup/networks.js'
import { arbitraryPlan, groupCounts } from '../setup/plans.js'
import { networkOf } from '../setup/smallNetworks.js'

const inGroups = arbitraryConvolutional.filter((network) => network.cfg.length > 0 && isInGroups(network))

const isUneven = (counts: readonly number[]): boolean => counts.some((count) => count !== counts[0])

test('a plan is refused exactly where a group of a convolution would keep more channels than another, and the error counts them', () =>
  fc.assert(
    fc.property(
      inGroups.chain((network) => arbitraryPlan(network.cfg).map((plan) => ({ network, plan }))),
      ({ network, plan }) => {
        const uneven = groupCounts(network, plan).filter(([, counts]) => isUneven(counts))
        for (const surgery of [cut(plan), softPruned(plan), cutIdle(plan)]) {
          const cutNetwork = surgery(network)
          if (uneven.length === 0) expect(E.isRight(cutNetwork)).toBe(true)
          else {
            const { _tag, path, counts } = (cutNetwork as E.Left<UnevenGroups>).left
            expect(_tag).toBe('UnevenGroups')
            expect(uneven).toContainEqual([path, counts])
          }
        }
      },
    ),
    { numRuns: 200 },
  ))

const isEvenPlan = (network: AnyShaped, plan: Plan): void => {
  for (const [path, counts] of groupCounts(network, plan)) expect(isUneven(counts), `${path}: ${counts.join()}`).toBe(false)
  expect(E.isRight(cut(plan)(network))).toBe(true)
}

test('every planner gives an even plan, or says why not', () =>
  fc.assert(
    fc.property(inGroups, fc.double({ min: 0, max: 0.9, noNaN: true }), fc.infiniteStream(fc.nat()), (network, ratio, numbers) => {
      const widths = network.cfg.map((width) => 1 + (numbers.next().value % width))
      const planned = [
        planTo(l1Norm, widths)(network),
        planTo(l1Norm, widths, { selection: 'greedy' })(network),
        planByRatio(l1Norm, ratio)(network),
        planByRatio(l1Norm, ratio, { minimumWidth: 1, selection: 'greedy' })(network),
        F.pipe(
          network,
          planBySlimming({ ratio }),
          E.map(({ plan }) => plan),
        ),
        F.pipe(
          network,
          planBySlimming({ ratio, minimumWidth: 1 }),
          E.map(({ plan }) => plan),
        ),
      ]
      for (const plan of planned)
        if (E.isRight(plan)) isEvenPlan(network, plan.right)
        else expect(['UnevenGroups', 'EmptiedLayer', 'NoBatchNorm']).toContain(plan.left._tag)
      const found = planToBudget(l1Norm, { multiplyAccumulates: multiplyAccumulates(network) * (1 - ratio) })(network)
      if (E.isRight(found)) isEvenPlan(network, found.right.plan)
      else expect(found.left._tag).toBe('BudgetTooSmall')
    }),
    { numRuns: 150 },
  ))

const block = networkOf(
  [4, 4, 3],
  conv2d(3, 12),
  batchNorm(12),
  relu,
  groupedConv2d(12, 12, 4),
  batchNorm(12),
  relu,
  globalAveragePool,
  linear(12, 2),
)

test('what a convolution in groups reads and what it makes are entries of their own, each shared by its groups', () => {
  expect(block.cfg).toEqual([12, 12])
  expect(narrowNetwork(block as never, l1Norm, [8, 4] as never)).toMatchObject({ cfg: [8, 4] })
  expect(F.pipe(block, planTo(l1Norm, [10, 12]), E.mapLeft(planMessage))).toEqual(
    E.left('layer 3 would read [3, 3, 2, 2] channels in its 4 groups: every group must keep the same number'),
  )
  expect(
    F.pipe(
      block,
      cut({ groups: [12, 12].map((width, at) => ({ width, kept: at === 0 ? [...Array(12).keys()] : [0, 3, 6, 7] })) }),
      E.mapLeft(planMessage),
    ),
  ).toEqual(E.left('layer 3 would make [1, 1, 2, 0] channels in its 4 groups: every group must keep the same number'))
  expect(() => narrowNetwork(block as never, l1Norm, [9, 12] as never)).toThrow('layer 3 would read [3, 2, 2, 2] channels in its 4 groups')
})

test('a ratio keeps the most that groups can share; a width too small for that is a Left, or a minimum', () => {
  expect(F.pipe(block, planByRatio(l1Norm, 0.4), E.map(planWidths))).toEqual(E.right([4, 4]))
  expect(F.pipe(block, planByRatio(l1Norm, 0.3), E.map(planWidths))).toEqual(E.right([8, 8]))
  expect(F.pipe(block, planByRatio(l1Norm, 0.8))).toEqual(E.left({ _tag: 'EmptiedLayer', index: 0, width: 12, kept: 0 }))
  expect(F.pipe(block, planByRatio(l1Norm, 0.8, { minimumWidth: 5 }), E.map(planWidths))).toEqual(E.right([8, 8]))
})

test('a budget takes a channel of each group at once, ranked by their mean', () => {
  const { plan, ranked, removed } = right(planToBudget(batchNormScale, { multiplyAccumulates: multiplyAccumulates(block) * 0.6 })(block))
  expect([ranked, removed % 4]).toEqual([16, 0])
  isEvenPlan(block, plan)
})

test('entries side by side in front of a convolution in groups are narrowed together', () => {
  const branches = concatenate([conv2d(3, 8), batchNorm(8)], [conv2d(3, 4), batchNorm(4)])
  const network = networkOf([4, 4, 3], branches, groupedConv2d(12, 6, 3), globalAveragePool, linear(6, 2))
  expect(network.cfg).toEqual([8, 4, 6])
  expect(F.pipe(network, planTo(l1Norm, [4, 2, 6]), E.map(planWidths))).toEqual(E.right([4, 2, 6]))
  expect(F.pipe(network, planTo(l1Norm, [4, 3, 6]), E.mapLeft(planMessage))).toEqual(
    E.left('layer 1 would read [2, 2, 3] channels in its 3 groups: every group must keep the same number'),
  )
  expect(F.pipe(network, planByRatio(l1Norm, 0.5), E.map(planWidths))).toEqual(E.right([4, 2, 3]))
  expect(F.pipe(network, planByRatio(l1Norm, [0.5, 0, 0]), E.isLeft)).toBe(true)
  const { plan } = right(planToBudget(l1Norm, { multiplyAccumulates: multiplyAccumulates(network) / 2 })(network))
  expect(plan.groups[0]!.kept.length).toBe(2 * plan.groups[1]!.kept.length)
})

test('beside channels that must stay nothing goes, and a budget takes it elsewhere', () => {
  const network = networkOf([4, 4, 4], concatenate([], [conv2d(4, 4)]), groupedConv2d(8, 6, 2), relu, globalAveragePool, linear(6, 2))
  expect(network.cfg).toEqual([4, 6])
  expect(F.pipe(network, planTo(l1Norm, [2, 6]), E.mapLeft(planMessage))).toEqual(
    E.left('layer 1 would read [4, 2] channels in its 2 groups: every group must keep the same number'),
  )
  const { plan } = right(planToBudget(l1Norm, { multiplyAccumulates: multiplyAccumulates(network) * 0.8 })(network))
  expect(planWidths(plan)[0]).toBe(4)
})

test('tied widths that groups read are cut evenly too', () => {
  const tied = sum([conv2d(3, 8, { kernelSize: 1 })], [conv2d(3, 2), relu, conv2d(2, 8)])
  const network = networkOf([4, 4, 3], tied, relu, groupedConv2d(8, 4, 2), globalAveragePool, linear(4, 2))
  const planned = right(planTied(l1Norm, '0.0.0', 4)(network))
  expect(planned.kept.filter((channel) => channel < 4).length).toBe(2)
  expect(E.isRight(cutTied([planned])(network))).toBe(true)
  expect(F.pipe(network, planTied(l1Norm, '0.0.0', 3), E.mapLeft(planMessage))).toEqual(
    E.left('layer 2 would read [2, 1] channels in its 2 groups: every group must keep the same number'),
  )
  expect(F.pipe(network, cutTied([{ ...planned, kept: [0, 1, 2, 4] }]), E.mapLeft(planMessage))).toEqual(
    E.left('layer 2 would read [3, 1] channels in its 2 groups: every group must keep the same number'),
  )
})
