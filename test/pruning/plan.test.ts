import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import * as _ from '../../lib/pruning/plan.js'
import { right } from '../setup/answers.js'
import { arbitraryPlan } from '../setup/plans.js'

const arbitraryCfg = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 4 })
const first = arbitraryCfg.chain(arbitraryPlan)
const after = (plan: _.Plan) => arbitraryPlan(_.planWidths(plan))

describe('plans compose', () => {
  test('keeping all is the unit on both sides', () => {
    fc.assert(
      fc.property(first, (plan) => {
        expect(_.composePlans(plan, _.keepAll(_.planWidths(plan)))).toEqual(E.right(plan))
        expect(_.composePlans(_.keepAll(plan.groups.map(({ width }) => width)), plan)).toEqual(E.right(plan))
      }),
    )
  })

  test('composition is associative, and its widths are the last plan', () => {
    const three = first.chain((a) => after(a).chain((b) => after(b).map((c) => ({ a, b, c }))))
    fc.assert(
      fc.property(three, ({ a, b, c }) => {
        const left = right(_.composePlans(right(_.composePlans(a, b)), c))
        expect(left).toEqual(right(_.composePlans(a, right(_.composePlans(b, c)))))
        expect(_.planWidths(left)).toEqual(_.planWidths(c))
      }),
    )
  })

  test('what does not follow is a Left', () => {
    const plan = { groups: [{ width: 4, kept: [0, 2, 3] }] }
    expect(_.composePlans(plan, _.keepAll([4]))).toEqual(E.left({ _tag: 'PlanMismatch', expected: [3], found: [4] }))
    expect(_.composePlans(plan, { groups: [{ width: 3, kept: [3] }] })).toMatchObject({ left: { _tag: 'BadChannels' } })
  })
})

describe('planMessage', () => {
  test.each<[_.PlanError, string]>([
    [{ _tag: 'PlanMismatch', expected: [32, 64], found: [32, 65] }, "the plan is for the cfg [32, 65], but the network's is [32, 64]"],
    [{ _tag: 'PlanMismatch', expected: [32, 64], found: [32] }, 'the cfg has 1 entries, but the network has 2'],
    [{ _tag: 'EmptiedLayer', index: 1, width: 8, kept: 0 }, 'cfg[1] would keep 0 of 8 channels: a layer keeps at least 1'],
    [{ _tag: 'BadChannels', index: 0, width: 4, problem: 'channel 9 is not one of 4' }, 'cfg[0]: channel 9 is not one of 4'],
    [{ _tag: 'BadWidth', index: 2, width: 64, asked: 96 }, 'cfg[2] is 96, wider than the network, which has 64 channels there'],
    [{ _tag: 'BadWidth', index: 2, width: 64, asked: -1 }, 'cfg[2] is -1, not a positive integer'],
    [{ _tag: 'BadRatio', ratio: 1 }, 'the pruning ratio is 1: it must be at least 0 and less than 1'],
    [{ _tag: 'NoBatchNorm', path: '3' }, 'the channels of layer 3 pass no batch norm, so they have no scale to be ranked by'],
  ])('%o', (error, sentence) => {
    expect(_.planMessage(error)).toBe(sentence)
  })
})
