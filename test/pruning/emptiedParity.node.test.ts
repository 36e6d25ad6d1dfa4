import { describe, expect, test } from 'vitest'
import { stateDictOf, withStateDict } from '../../lib/checkpoint/stateDict.js'
import { placeIn, planWidths } from '../../lib/pruning/plan.js'
import { planBySlimming } from '../../lib/pruning/planBySlimming.js'
import type { Cfg } from '../../lib/shape/atMost.js'
import { right } from '../setup/answers.js'
import { type Described, modelOf } from '../setup/parity.js'
import { parityCases } from '../setup/parityFiles.js'
import { shared } from '../setup/shared.js'

interface Emptied extends Described {
  readonly ratio: number
  readonly threshold: number
  readonly total_bn_channels: number
  readonly cfg_after: Cfg
}

describe.skipIf(shared === undefined)('parity with the reference code: a layer that is emptied', () => {
  test.each(parityCases<Emptied>('slim-').filter(({ description: { files } }) => files?.gammas !== undefined))(
    '$name: the threshold, the cfg, and a typed error where the script divides by zero',
    ({ description, tensors }) => {
      const { ratio, threshold, total_bn_channels, cfg_after } = description
      const { network, names } = modelOf(description)
      const whole = right(stateDictOf(names)(network))
      const scaled = right(withStateDict(names, new Map([...whole, ...tensors('gammas')]))(network))
      const options = { ratio, convention: 'reference' } as const
      const slimming = right(planBySlimming({ ...options, mayEmpty: true })(scaled))
      const widths = cfg_after.filter((entry) => entry !== 'M')
      expect([slimming.ranked, slimming.threshold]).toEqual([total_bn_channels, threshold])
      expect(planWidths(slimming.plan)).toEqual(widths)
      expect(planBySlimming(options)(scaled)).toMatchObject({
        left: { _tag: 'EmptiedLayer', index: placeIn(scaled.cfg, widths.indexOf(0)) },
      })
      expect(Math.min(...planWidths(right(planBySlimming({ ...options, minimumWidth: 1 })(scaled)).plan))).toBe(1)
    },
  )
})
