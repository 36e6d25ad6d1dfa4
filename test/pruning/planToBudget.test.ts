import fc from 'fast-check'
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { multiplyAccumulates, parameterCount } from '../../lib/accounting/cost.js'
import { errorMessage } from '../../lib/errorMessage.js'
import { mlp } from '../../lib/model/mlp.js'
import { vgg } from '../../lib/model/vgg.js'
import type { AnyNetwork } from '../../lib/network/network.js'
import { candidatesOf } from '../../lib/pruning/criterion.js'
import { cut } from '../../lib/pruning/cut.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { gradualBudgets } from '../../lib/pruning/gradualBudgets.js'
import { normalizedByLayer } from '../../lib/pruning/normalizedByLayer.js'
import { keepAll, type Plan, planWidths } from '../../lib/pruning/plan.js'
import { type Budget, planToBudget, planToMeasured } from '../../lib/pruning/planToBudget.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'
import { type AnyShaped, arbitraryUngrouped } from '../setup/networks.js'

/** Every plan of the family, from all channels to none but those at the floors, straight from the definition. */
const familyOf = (network: AnyShaped, floors: readonly number[]): readonly Plan[] => {
  const all = candidatesOf(network).flatMap(({ width }, group) => {
    const scores = right(l1Norm.score(candidatesOf(network)[group]!))
    const order = [...scores.keys()].sort((left, other) => scores[left]! - scores[other]! || other - left)
    return order.slice(0, Math.max(0, width - floors[group]!)).map((channel) => ({ group, channel, score: scores[channel]! }))
  })
  const lowest = all.sort((left, other) => left.score - other.score || other.group - left.group || other.channel - left.channel)
  return [...Array(lowest.length + 1).keys()].map((count) => ({
    groups: network.cfg.map((width, group) => ({
      width,
      kept: [...Array(width).keys()].filter(
        (channel) => !lowest.slice(0, count).some((gone) => gone.group === group && gone.channel === channel),
      ),
    })),
  }))
}

const costs: readonly [name: string, cost: (network: AnyNetwork) => number, budget: (atMost: number) => Budget][] = [
  ['multiply-accumulates', multiplyAccumulates, (atMost) => ({ multiplyAccumulates: atMost })],
  ['parameters', (network) => parameterCount(network), (atMost) => ({ parameters: atMost })],
  [
    'a cost of one’s own',
    ({ cfg }) => cfg.reduce<number>((sum, width) => sum + Number(width), 0),
    (atMost) => ({ cost: ({ cfg }) => cfg.reduce<number>((sum, width) => sum + Number(width), 0), atMost }),
  ],
]

describe('a plan to a budget', () => {
  const cases = arbitraryUngrouped.chain((network) =>
    fc.record({
      network: fc.constant(network),
      floors: fc.tuple(...network.cfg.map((width) => fc.integer({ min: 1, max: width }))),
      share: fc.double({ min: 0, max: 1.1, noNaN: true }),
    }),
  )

  test.each(costs)('law: of its family the largest network within it, or a Left that says the least (%s)', (_name, cost, budgetOf) => {
    fc.assert(
      fc.property(cases, ({ network, floors, share }) => {
        const atMost = share * cost(network)
        const planned = planToBudget(l1Norm, budgetOf(atMost), { minimumWidth: floors })(network)
        const family = familyOf(network, floors).map((plan) => ({ plan, cost: cost(right(cut(plan)(network))) }))
        const expected = family.find((each) => each.cost <= atMost)
        if (expected === undefined) expect(planned).toEqual(E.left({ _tag: 'BudgetTooSmall', budget: atMost, least: family.at(-1)?.cost }))
        else expect(planned).toMatchObject(E.right({ ...expected, ranked: family.length - 1 }))
      }),
    )
  })

  test('law: no layer is below its floor, by width or by ratio', () => {
    fc.assert(
      fc.property(cases, fc.double({ min: 0, max: 0.99, noNaN: true }), ({ network, floors, share }, maximumRatio) => {
        const planned = planToBudget(
          l1Norm,
          { parameters: share * parameterCount(network) },
          { minimumWidth: floors, maximumRatio },
        )(network)
        if (E.isRight(planned))
          planned.right.plan.groups.forEach(({ width, kept }, group) => {
            expect(kept.length).toBeGreaterThanOrEqual(Math.min(width, floors[group]!))
            expect(width - kept.length).toBeLessThanOrEqual(Math.trunc(width * maximumRatio))
          })
      }),
    )
  })

  test('law: less to spend keeps no channel more', () => {
    fc.assert(
      fc.property(cases, ({ network, share }) => {
        const plan = (of: number) => planToBudget(l1Norm, { multiplyAccumulates: of * multiplyAccumulates(network) })(network)
        const [much, little] = [plan(share), plan(share / 2)]
        if (E.isLeft(much) || E.isLeft(little)) return
        little.right.plan.groups.forEach(({ kept }, group) => {
          const before = new Set(much.right.plan.groups[group]?.kept)
          expect(kept.every((channel) => before.has(channel))).toBe(true)
        })
      }),
    )
  })

  test('a budget of the whole network keeps it', () => {
    const network = mlp({ input: [4], cfg: [6, 3], classes: 2 }, key(0))
    const planned = right(planToBudget(l1Norm, { parameters: parameterCount(network) })(network))
    expect(planned).toMatchObject({ plan: keepAll([6, 3]), removed: 0, cost: parameterCount(network) })
  })

  test('a cfg with poolings: floors beside them, or without', () => {
    const network = vgg({ input: [8, 8, 3], cfg: [4, 'M', 6], classes: 2 }, key(0))
    const budget = { multiplyAccumulates: multiplyAccumulates(network) / 2 }
    const planned = planToBudget(l1Norm, budget, { minimumWidth: [3, 'M', 2] })(network)
    expect(planned).toEqual(planToBudget(l1Norm, budget, { minimumWidth: [3, 2] })(network))
    expect(planToBudget(l1Norm, budget, { minimumWidth: [3, 2, 2] })(network)).toMatchObject(E.left({ _tag: 'RatioMismatch' }))
  })

  test('layer by layer normalized, no scale of a layer’s weights decides', () => {
    const network = mlp({ input: [4], cfg: [6, 6], classes: 2 }, key(0))
    const scores = candidatesOf(network).map((candidates) => right(normalizedByLayer(l1Norm).score(candidates)))
    for (const each of scores) expect(Math.hypot(...each)).toBeCloseTo(1, 12)
    const zeros = { name: 'nothing', score: () => E.right([0, 0, 0, 0, 0, 0]) }
    expect(normalizedByLayer(zeros).score(candidatesOf(network)[0]!)).toEqual(E.right([0, 0, 0, 0, 0, 0]))
  })

  test.each<[budget: Budget, options: object, said: string]>([
    [{ parameters: 3 }, {}, 'no plan comes down to a budget of 3: the least cost possible is 11, with every layer at its floor'],
    [{ parameters: Number.NaN }, {}, 'the budget is NaN: a number of 0 or more was expected'],
    [{ multiplyAccumulates: -1 }, {}, 'the budget is -1: a number of 0 or more was expected'],
    [{ cost: () => Number.NaN, atMost: 3 }, {}, 'a cost is NaN: a number of 0 or more was expected'],
    [{ parameters: 30 }, { maximumRatio: 1 }, 'the pruning ratio is 1: it must be at least 0 and less than 1'],
  ])('%o %o: %s', (budget, options, said) => {
    const planned = planToBudget(l1Norm, budget, options)(mlp({ input: [4], cfg: [6, 3], classes: 2 }, key(0)))
    expect(E.isLeft(planned) && errorMessage(planned.left)).toBe(said)
  })

  test.each<[budget: unknown, options: object]>([
    [{ parameters: '3' }, {}],
    [{ parameters: 3, multiplyAccumulates: 3 }, {}],
    [{ cost: () => 1 }, {}],
    [{ atMost: 1 }, {}],
    [{ flops: 1 }, {}],
    [undefined, {}],
    [{ parameters: 3 }, { minimumWidth: 0 }],
    [{ parameters: 3 }, { floor: 1 }],
  ])('%o %o throws at the call', (budget, options) => {
    expect(() => planToBudget(l1Norm, budget as Budget, options)).toThrow('narrownet: planToBudget: ')
  })
})

describe('a measured budget', () => {
  const network = mlp({ input: [4], cfg: [6, 5], classes: 2 }, key(0))

  test('what is measured at once is what is counted, and each halving is measured once', async () => {
    for (const atMost of [20, 30, 50, 200]) {
      let measured = 0
      const measure = (of: AnyNetwork) => TE.fromIO<number, never>(() => (measured++, parameterCount(of)))
      const planned = await planToMeasured(l1Norm, { measure, atMost })(network)()
      expect(planned).toEqual(planToBudget(l1Norm, { parameters: atMost })(network))
      expect(measured).toBeLessThanOrEqual(2 + Math.ceil(Math.log2(10)))
    }
  })

  test('by a clock that errs: within the budget, and not with a channel more', async () => {
    const times = [9, 12, 7, 10, 11, 6, 8, 5, 4, 3]
    const timeOf = ({ cfg }: AnyNetwork) => times[11 - Number(cfg[0]) - Number(cfg[1])]!
    for (const atMost of [3, 5, 6, 8, 10]) {
      const { plan, cost, removed } = right(await planToMeasured(l1Norm, { measure: (of) => TE.right(timeOf(of)), atMost })(network)())
      expect(cost).toBe(times[11 - planWidths(plan).reduce((sum, width) => sum + width, 0)])
      expect(cost).toBeLessThanOrEqual(atMost)
      if (removed > 0) expect(times[removed - 1]).toBeGreaterThan(atMost)
    }
  })

  test('a measurement that fails is the Left', async () => {
    expect(await planToMeasured(l1Norm, { measure: () => TE.left('unplugged'), atMost: 3 })(network)()).toEqual(E.left('unplugged'))
  })
})

describe('budgets by and by', () => {
  test('law: they fall, by less and less, to the last', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.double({ min: 1, max: 4, noNaN: true }), (rounds, power) => {
        const budgets = gradualBudgets({ from: 1000, to: 100, rounds, power })
        const falls = budgets.map((budget, at) => (budgets[at - 1] ?? 1000) - budget)
        expect(budgets.at(-1)).toBe(100)
        expect(falls.every((fall, at) => fall > 0 && (at === 0 || fall <= (falls[at - 1] ?? 0) + 1e-9))).toBe(true)
      }),
    )
  })

  test('no round is one', () => {
    expect(() => gradualBudgets({ from: 1, to: 0, rounds: 0 })).toThrow('narrownet: gradualBudgets: rounds')
    expect(F.pipe(gradualBudgets({ from: 1, to: 0.5, rounds: 1 }))).toEqual([0.5])
  })
})
