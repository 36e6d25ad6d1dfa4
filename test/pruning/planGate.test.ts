import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { conv2d } from '../../lib/layer/conv2d.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { vgg } from '../../lib/model/vgg.js'
import { residual } from '../../lib/network/branching.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { planFromJson } from '../../lib/checkpoint/planCodec.js'
import { cut } from '../../lib/pruning/cut.js'
import { cutIdle } from '../../lib/pruning/cutIdle.js'
import { cutTied } from '../../lib/pruning/cutTied.js'
import { diffPlans } from '../../lib/pruning/diffPlans.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { composePlans, keepAll, planMessage, planWidths, type Plan, type PlanError } from '../../lib/pruning/plan.js'
import { planByRatio, planTo } from '../../lib/pruning/planTo.js'
import { softPruned } from '../../lib/pruning/softPruned.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'

const network = sequential(input(4, 4, 1), conv2d(1, 4), residual(conv2d(4, 3), conv2d(3, 4)), globalAveragePool, linear(4, 2))(key(0))
const pooled = vgg({ cfg: [4, 'M', 6, 8], classes: 2, input: [8, 8, 1] }, key(0))

const sentence = <A>(result: E.Either<PlanError, A>) => (E.isLeft(result) ? planMessage(result.left) : 'no error')

describe('nothing is made of a plan before it was held against the network', () => {
  test.each([4_000_000_000, 2 ** 32, 2 ** 53, 1e300, -1, 0.5])('width %d', (width) => {
    for (const plan of [{ groups: [{ width, kept: [] }] }, { groups: [{ width, kept: [0] }] }])
      for (const surgery of [cut(plan), cutIdle(plan), softPruned(plan)])
        expect(surgery(network)).toEqual(E.left({ _tag: 'PlanMismatch', expected: [3], found: [width] }))
  })

  test('a plan of a few bytes from a file', () => {
    const plan = right(planFromJson('{"groups":[{"width":4000000000,"kept":[]}]}'))
    expect(sentence(cutIdle(plan)(network))).toBe("the plan is for the cfg [4000000000], but the network's is [3]")
  })

  test('the first of two plans is looked at, too', () => {
    const first = { groups: [{ width: 3, kept: [7, 9] }] }
    expect(sentence(composePlans(first, keepAll([2])))).toBe('cfg[0]: channel 7 is not one of 3')
  })

  test.each<[groups: unknown, found: string]>([
    [undefined, 'undefined'],
    ['[]', '"[]"'],
    [[null], 'a list of 1'],
    [new Array(3), 'a list of 3'],
    [[{ width: 3 }], 'a list of 1'],
    [[{ width: '3', kept: [0] }], 'a list of 1'],
    [[{ width: 3, kept: new Uint8Array(2) }], 'a list of 1'],
    [[{ width: 3, kept: new Array(2) }], 'a list of 1'],
  ])('what is no plan at all throws: %o', (groups, found) => {
    const plan = { groups } as Plan
    const said = `: the plan's groups is ${found}, not a list of groups { width, kept }`
    for (const call of [cut(plan), cutIdle(plan), softPruned(plan)]) expect(() => call(network)).toThrow(said)
    expect(() => planWidths(plan)).toThrow(said)
    expect(() => diffPlans(keepAll([3]), plan)).toThrow(said)
    expect(() => composePlans(plan, keepAll([3]))).toThrow(said)
    expect(() => cut(undefined as never)(network)).toThrow('narrownet: cut: the plan is undefined, not an object')
  })

  test('tied groups as well', () => {
    expect(() => cutTied([{ width: 4, kept: [0] } as never])(network)).toThrow('narrownet: cutTied: tied is a list of 1')
    expect(sentence(cutTied([{ maker: '0', width: 4e9, kept: [0] }])(network))).toBe(
      'the channels of layer 0: the plan is for 4000000000 channels, but the network has 4 there',
    )
  })

  test.each([[[4e9]], [[2.5]], [['4']], [[-1]], [new Array(2)]])('keepAll(%j) throws', (cfg) => {
    expect(() => keepAll(cfg as never)).toThrow('narrownet: keepAll: cfg is a list of ')
  })
})

describe("an entry is numbered by its place in the cfg, where an 'M' counts", () => {
  test('a plan has a group for each width', () => {
    expect(keepAll(pooled.cfg)).toEqual(keepAll([4, 6, 8]))
    expect(right(cut(keepAll(pooled.cfg))(pooled)).cfg).toEqual([4, 'M', 6, 8])
  })

  test('errors', () => {
    expect(sentence(planTo(l1Norm, [4, 'M', 7, 8])(pooled))).toBe('cfg[2] is 7, wider than the network, which has 6 channels there')
    expect(sentence(planTo(l1Norm, [4, 'M', 6, 0])(pooled))).toBe('cfg[3] would keep 0 of 8 channels: a layer keeps at least 1')
    expect(sentence(planByRatio(l1Norm, [0, 0.9, 0])(pooled))).toBe('cfg[2] would keep 0 of 6 channels: a layer keeps at least 1')
    const groups = keepAll(pooled.cfg).groups
    const emptied = { groups: groups.map((group, at) => (at === 1 ? { ...group, kept: [] } : group)) }
    expect(sentence(cut(emptied)(pooled))).toBe('cfg[2] would keep 0 of 6 channels: a layer keeps at least 1')
    expect(sentence(cutIdle(emptied)(pooled))).toBe('cfg[2] would keep 0 of 6 channels: a layer keeps at least 1')
    expect(sentence(cut(keepAll([4, 5, 8]))(pooled))).toBe("the plan is for the cfg [4, M, 5, 8], but the network's is [4, M, 6, 8]")
    expect(sentence(cut(keepAll([4, 6]))(pooled))).toBe('the cfg has 2 entries, but the network has 3')
  })

  test("ratios stand as the cfg's widths do, its poolings beside them or not", () => {
    const plan = right(planByRatio(l1Norm, [0, 0.5, 0.25])(pooled))
    expect(planWidths(plan)).toEqual([4, 3, 6])
    expect(right(planByRatio(l1Norm, [0, 'M', 0.5, 0.25])(pooled))).toEqual(plan)
  })

  test.each([[[0.5, 0.5]], [[0.5, 0.5, 0.5, 0.5]], [['M', 0.5, 0.5, 0.5]], [['M', 0.5, 'M', 0.5, 0.5]]] as const)(
    'not so: %j',
    (ratios) => {
      expect(sentence(planByRatio(l1Norm, ratios)(pooled))).toBe(
        `there are ${ratios.length} ratios, but the cfg [4, M, 6, 8] has 3 widths: one for each, and 'M' where it has one or nowhere`,
      )
    },
  )
})
