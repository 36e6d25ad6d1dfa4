/** Plans from anywhere, as values and as JSON: taken only where they fit. NARROWNET_HOSTILE_RUNS as in options.test.ts. */
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import * as _ from '../../lib/index.js'
import { checked, hostile, outcome, timeout } from './outcome.js'
import { network } from './smallNetwork.js'

/** Plans near one that fits, and far from any. */
const channels = fc.oneof(fc.array(fc.integer({ min: -1, max: 5 }), { maxLength: 5 }), fc.subarray([0, 1, 2, 3]), hostile)
const groups = fc.record({ width: fc.oneof(fc.constantFrom<unknown>(4, 3, 4e9, 2 ** 53), hostile), kept: channels })
const near = fc.tuple(fc.subarray([0, 1, 2, 3]), fc.subarray([0, 1, 2])).map(([first, second]) => ({
  groups: [
    { width: 4, kept: first },
    { width: 3, kept: second },
  ],
}))
const plans = fc.oneof(near, fc.record({ groups: fc.oneof(fc.array(fc.oneof(groups, hostile), { maxLength: 3 }), hostile) }), hostile)

describe('hostile plans', () => {
  test(
    'are taken only where they fit',
    () =>
      checked(
        plans,
        (plan) => {
          for (const surgery of [_.cut, _.cutIdle, _.softPruned])
            if (outcome(() => (surgery as typeof _.cut)(plan as _.Plan)(network)) === 'taken') {
              const { groups: taken } = plan as _.Plan
              expect(taken.map(({ width }) => width)).toEqual([4, 3])
              for (const { width, kept } of taken)
                expect([...new Set(kept)].filter((one) => one >= 0 && one < width && one % 1 === 0)).toEqual(kept)
            }
          outcome(() => _.composePlans(plan as _.Plan, plan as _.Plan))
          outcome(() => _.diffPlans(plan as _.Plan, _.keepAll([4, 3])))
          outcome(() => _.planWidths(plan as _.Plan))
          outcome(() => _.cutTied([plan as never])(network))
        },
        0.1,
      ),
    timeout,
  )

  test(
    'as JSON',
    () =>
      checked(
        fc.oneof(
          fc.tuple(plans, fc.nat(), fc.string({ maxLength: 2 })).map(([plan, at, put]) => {
            const json = JSON.stringify(plan, (_name, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)) ?? ''
            return json.slice(0, at % (json.length + 1)) + put + json.slice((at % (json.length + 1)) + put.length)
          }),
          fc.json(),
        ),
        (json) => {
          for (const read of [_.planFromJson, _.tiedFromJson]) expect(outcome(() => read(json))).not.toBe('thrown')
          const plan = _.planFromJson(json)
          if (E.isRight(plan)) expect(outcome(() => _.cutIdle(plan.right)(network))).not.toBe('thrown')
        },
        0.1,
      ),
    timeout,
  )
})
