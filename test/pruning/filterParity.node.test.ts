import { describe, expect, test } from 'vitest'
import { parameterCount } from '../../lib/accounting/cost.js'
import { flops } from '../../lib/accounting/flops.js'
import { withPrunedStateDict } from '../../lib/checkpoint/prunedStateDict.js'
import { candidatesOf } from '../../lib/pruning/criterion.js'
import { cut } from '../../lib/pruning/cut.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import type { Plan } from '../../lib/pruning/plan.js'
import { planBySlimming } from '../../lib/pruning/planBySlimming.js'
import { planTo } from '../../lib/pruning/planTo.js'
import type { Cfg } from '../../lib/shape/atMost.js'
import { describeOnBackends } from '../engine/backends.js'
import { right } from '../setup/answers.js'
import type { AnyShaped } from '../setup/networks.js'
import { checksums, checksumsOf } from '../setup/checksums.js'
import { type AnyNetwork, type Described, expectLogits, loaded, modelOf, type ParityCase } from '../setup/parity.js'
import { parityCases } from '../setup/parityFiles.js'
import { maskedBy } from '../setup/plans.js'
import { shared } from '../setup/shared.js'

type Counts = Readonly<Record<'multiply_adds_true' | 'multiply_adds_false', { readonly total: number }>>

interface Pruned extends Described {
  readonly cfg_after: Cfg
  readonly params_before: number
  readonly params_after: number
  readonly flops_before: Counts
  readonly flops_after: Counts
  readonly masks: readonly { readonly layer: string; readonly total: number; readonly kept: readonly number[] }[]
  readonly l1_norms: readonly { readonly layer: string; readonly l1: readonly number[] }[]
  readonly after_sha256: Readonly<Record<string, string>>
}

interface Slimmed extends Pruned {
  readonly ratio: number
  readonly threshold: number
  readonly total_bn_channels: number
}

const hasWeights = ({ description: { files } }: ParityCase<Described>): boolean => files?.after !== undefined

const withWeights = (prefix: string) => parityCases<Pruned>(prefix).filter(hasWeights)

/** The cfg with the widths that the reference code does not call one: the hidden layer of the larger VGG head. */
const wholeCfg = (network: AnyNetwork, cfg: Cfg): Cfg => [...cfg, ...network.cfg.slice(cfg.length)]

const planToCfg = (network: AnyNetwork, cfg: Cfg): Plan => right(planTo(l1Norm, wholeCfg(network, cfg))(network))

const planOf = (network: AnyNetwork, masks: Pruned['masks']): Plan => {
  const groups = masks.map(({ total, kept }) => ({ width: total, kept }))
  const others = candidatesOf(network).slice(groups.length)
  return { groups: [...groups, ...others.map(({ width }) => ({ width, kept: Array.from({ length: width }, (_, at) => at) }))] }
}

describe.skipIf(shared === undefined)('parity with the reference code: channels pruned', () => {
  test.each(withWeights('l1-'))('$name: norms, kept filters, bits', (given) => {
    const { cfg_after, masks, l1_norms, after_sha256 } = given.description
    const network = loaded(given, 'before')
    const candidates = candidatesOf(network)
    l1_norms.forEach(({ layer, l1 }, index) => {
      const scores = right(l1Norm.score(candidates[index]!))
      l1.forEach((norm, channel) => void expect(Math.abs(scores[channel]! / norm - 1), `${layer} ${channel}`).toBeLessThan(1e-6))
    })
    const plan = planToCfg(network, cfg_after)
    expect(plan).toEqual(planOf(network, masks))
    expect(checksumsOf(right(cut(plan)(network)), modelOf(given.description).names)).toEqual(after_sha256)
  })

  test.each(parityCases<Slimmed>('slim-').filter(hasWeights))('$name: threshold, kept channels, bits', (given) => {
    const { ratio, cfg_after, total_bn_channels, threshold, masks, after_sha256 } = given.description
    const network = loaded(given, 'before')
    const slimming = right(planBySlimming({ ratio, convention: 'reference', over: 'maps' })(network))
    expect(slimming).toEqual({ plan: planOf(network, masks), ranked: total_bn_channels, threshold })
    const slim = right(cut(slimming.plan)(network))
    expect(slim.cfg).toEqual(cfg_after)
    expect(checksumsOf(slim, modelOf(given.description).names)).toEqual(after_sha256)
  })

  test.each(parityCases<Pruned>('').filter(({ description: { flops_after } }) => flops_after !== undefined))(
    '$name: parameters and operations',
    ({ description }) => {
      const { network } = modelOf(description)
      const plan = description.masks === undefined ? planToCfg(network, description.cfg_after) : planOf(network, description.masks)
      for (const [one, parameters, counts] of [
        [network, description.params_before, description.flops_before],
        [right(cut(plan)(network)), description.params_after, description.flops_after],
      ] as const) {
        expect(parameterCount(one, { convention: 'reference counter' })).toBe(parameters)
        expect(flops(one, 'reference counter').count).toBe(counts.multiply_adds_true.total)
        expect(flops(one, 'reference counter, 1 for a mac').count).toBe(counts.multiply_adds_false.total)
      }
    },
  )

  test.each([...withWeights('l1-'), ...withWeights('slim-')])(
    '$name: the pruned network is read without being told its widths',
    (given) => {
      const { network, names } = modelOf(given.description)
      const after = given.tensors('after')
      const read = right(withPrunedStateDict(names, after)(network))
      expect(read.cfg).toEqual(wholeCfg(network, given.description.cfg_after))
      expect(checksumsOf(read, names)).toEqual(checksums(after))
    },
  )

  describeOnBackends('logits', (backend) => {
    test.each([...withWeights('l1-'), ...withWeights('slim-')])('$name', async (given) => {
      const network = loaded(given, 'before')
      const plan = planOf(network, given.description.masks)
      await expectLogits(backend(), network, given, 'logits_before')
      await expectLogits(backend(), right(cut(plan)(network)), given, 'logits_after')
      if (given.tensors('logits').has('logits_masked'))
        await expectLogits(backend(), maskedBy(network as AnyShaped, plan), given, 'logits_masked')
    })
  })
})
