import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arraysOf } from '../../lib/network/arrays.js'
import { cut } from '../../lib/pruning/cut.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { planTo } from '../../lib/pruning/planTo.js'
import { arbitrarySeed } from '../engine/arbitraryArray.js'
import { describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import { answers, right } from '../setup/answers.js'
import { type AnyShaped, unsettled } from '../setup/networks.js'
import { arbitraryPlan, maskedBy } from '../setup/plans.js'
import { families, type Family } from './families.js'

const widthsOf = ({ cfg }: Family): readonly number[] => cfg.flatMap((entry) => (entry === 'M' ? [] : [entry]))

/** A cast for the eyes of random plans, whose groups are the widths without the poolings. */
const shaped = (network: Family): AnyShaped => network as unknown as AnyShaped

describeOnBackends('the law of surgery', (backend) => {
  test.each(families)(
    '%s: cut answers as masked',
    async (_name, network) => {
      await fc.assert(
        fc.asyncProperty(arbitraryPlan(widthsOf(network)), arbitrarySeed, async (plan, seed) => {
          const wide = unsettled(shaped(network), seed)
          const slim = right(cut(plan)(wide)) as AnyShaped
          expectClose(await answers(backend(), slim, seed), await answers(backend(), maskedBy(wide, plan), seed), 'answers', 2e-5)
        }),
        { numRuns: 6 },
      )
    },
    30_000,
  )
})

describe('planned to half', () => {
  test.each(families)('%s: the cfg is as planned, a pooling where it was; name, input and output stay', (_name, network) => {
    const half = network.cfg.map((entry) => (entry === 'M' ? entry : Math.ceil(entry / 2)))
    const slim = right(cut(right(planTo(l1Norm, half)(network)))(network))
    expect(slim.cfg).toEqual(half)
    expect([slim.input, slim.output, slim.arch]).toEqual([network.input, network.output, network.arch])
    for (const { path, shape, values } of arraysOf(slim))
      expect(values.length, path).toBe(shape.reduce((product, size) => product * size, 1))
  })
})
