import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import * as _ from '../../lib/checkpoint/planCodec.js'
import { diffPlans } from '../../lib/pruning/diffPlans.js'
import { keepAll, type Plan } from '../../lib/pruning/plan.js'
import { right } from '../setup/answers.js'
import { arbitraryPlan, keptOf, leftOut } from '../setup/plans.js'

const cfg = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 5 })

describe('plans as JSON', () => {
  test('what is written is read', () => {
    fc.assert(fc.property(cfg.chain(arbitraryPlan), (plan) => void expect(_.planFromJson(_.planToJson(plan))).toEqual(E.right(plan))))
  })

  test.each([
    ['{', /^plan: expected JSON, found /],
    ['3', /^plan: expected a plan, found 3$/],
    ['{}', /^plan.groups: expected entries of the cfg, found nothing$/],
    ['{"groups":[],"groups":[]}', /^plan: expected JSON, found the key "groups" twice$/],
    ['{"groups":[3]}', /^plan.groups.0: expected an entry of the cfg, found 3$/],
    ['{"groups":[{"width":0,"kept":[]}]}', /^plan.groups.0.width: expected a width, found 0$/],
    ['{"groups":[{"width":1.5,"kept":[]}]}', /^plan.groups.0.width: expected a width, found 1.5$/],
    ['{"groups":[{"width":2,"kept":[0]},{"width":2,"kept":["0"]}]}', /^plan.groups.1.kept.0: expected a channel, found "0"$/],
    ['{"groups":[{"width":2,"kept":[-1]}]}', /^plan.groups.0.kept.0: expected a channel, found -1$/],
    ['{"groups":[{"width":2,"kept":[2]}]}', /^plan.groups.0.kept: expected ascending channels below 2, found channel 2 is not one of 2$/],
    ['{"groups":[{"width":2,"kept":[1,0]}]}', /found channel 0 stands after 1: kept channels ascend$/],
  ])('%s is refused with the reason', (json, message) => {
    const read = _.planFromJson(json)
    expect(E.isLeft(read) ? _.planFormatMessage(read.left) : 'a Right').toMatch(message)
  })

  test('no text makes it throw', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void expect(typeof _.planFromJson(text)._tag).toBe('string')))
  })
})

describe('plans of tied groups as JSON', () => {
  const group = fc
    .tuple(fc.string({ minLength: 1 }), fc.integer({ min: 1, max: 9 }))
    .chain(([maker, width]) => fc.record({ maker: fc.constant(maker), width: fc.constant(width), kept: keptOf(width) }))

  test('what is written is read', () => {
    fc.assert(fc.property(fc.array(group), (tied) => void expect(_.tiedFromJson(_.tiedToJson(tied))).toEqual(E.right(tied))))
  })

  test.each([
    ['{', /^plan: expected JSON, found /],
    ['3', /^plan: expected a plan of tied groups, found 3$/],
    ['{"groups":[]}', /^plan.tied: expected tied groups, found nothing$/],
    ['{"tied":[],"tied":[]}', /^plan: expected JSON, found the key "tied" twice$/],
    ['{"tied":[3]}', /^plan.tied.0: expected a tied group, found 3$/],
    ['{"tied":[{"maker":4,"width":2,"kept":[0]}]}', /^plan.tied.0.maker: expected the path of a layer, found 4$/],
    ['{"tied":[{"maker":"","width":2,"kept":[0]}]}', /^plan.tied.0.maker: expected the path of a layer, found ""$/],
    ['{"tied":[{"maker":"0","width":0,"kept":[]}]}', /^plan.tied.0.width: expected a width, found 0$/],
    ['{"tied":[{"maker":"0","width":2,"kept":[0.5]}]}', /^plan.tied.0.kept.0: expected a channel, found 0.5$/],
    ['{"tied":[{"maker":"0","width":2,"kept":[2]}]}', /^plan.tied.0.kept: expected ascending channels below 2, found channel 2 is not one/],
    ['{"tied":[{"maker":"0","width":2,"kept":[1,1]}]}', /found channel 1 stands after 1: kept channels ascend$/],
  ])('%s is refused with the reason', (json, message) => {
    const read = _.tiedFromJson(json)
    expect(E.isLeft(read) ? _.planFormatMessage(read.left) : 'a Right').toMatch(message)
  })

  test('a plan of one kind is none of the other; no text makes it throw', () => {
    expect(E.isLeft(_.tiedFromJson(_.planToJson({ groups: [] })))).toBe(true)
    expect(E.isLeft(_.planFromJson(_.tiedToJson([])))).toBe(true)
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void expect(typeof _.tiedFromJson(text)._tag).toBe('string')))
  })
})

describe('diffPlans', () => {
  const pair = cfg.chain((widths) => fc.tuple(arbitraryPlan(widths), arbitraryPlan(widths)))

  test('a plan does not differ from itself; the two ways round are each other reversed', () => {
    fc.assert(
      fc.property(pair, ([one, other]) => {
        expect(diffPlans(one, one)).toEqual(E.right([]))
        const reversed = right(diffPlans(other, one)).map(({ index, onlyFirst, onlySecond }) => ({
          index,
          onlyFirst: onlySecond,
          onlySecond: onlyFirst,
        }))
        expect(diffPlans(one, other)).toEqual(E.right(reversed))
      }),
    )
  })

  test('against the plan that keeps all it is what a plan leaves out', () => {
    fc.assert(
      fc.property(cfg.chain(arbitraryPlan), (plan) => {
        const widths = plan.groups.map(({ width }) => width)
        const expected = plan.groups.flatMap(({ width, kept }, index) =>
          kept.length === width ? [] : [{ index, onlyFirst: leftOut(width, kept), onlySecond: [] }],
        )
        expect(diffPlans(keepAll(widths), plan)).toEqual(E.right(expected))
      }),
    )
  })

  test('plans for other cfgs, and none, are Lefts', () => {
    const plan: Plan = { groups: [{ width: 2, kept: [0] }] }
    expect(diffPlans(plan, keepAll([3]))).toEqual(E.left({ _tag: 'PlanMismatch', expected: [2], found: [3] }))
    expect(diffPlans(plan, { groups: [{ width: 2, kept: [] }] })).toMatchObject({ left: { _tag: 'EmptiedLayer' } })
  })
})
