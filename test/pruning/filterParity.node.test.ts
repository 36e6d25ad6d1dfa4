import { describe, expect, test } from 'vitest'
import { withPrunedStateDict } from '../../lib/checkpoint/prunedStateDict.js'
import { candidatesOf } from '../../lib/pruning/criterion.js'
import { cut } from '../../lib/pruning/cut.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import type { Plan } from '../../lib/pruning/plan.js'
import { planTo } from '../../lib/pruning/planTo.js'
import type { Cfg } from '../../lib/shape/atMost.js'
import { describeOnBackends } from '../engine/backends.js'
import { right } from '../setup/answers.js'
import type { AnyShaped } from '../setup/networks.js'
import { type AnyNetwork, checksums, checksumsOf, type Described, expectLogits, loaded, modelOf, parityCases } from '../setup/parity.js'
import { maskedBy } from '../setup/plans.js'
import { shared } from '../setup/shared.js'

interface Pruned extends Described {
  readonly cfg_after: Cfg
  readonly masks: readonly { readonly layer: string; readonly total: number; readonly kept: readonly number[] }[]
  readonly l1_norms: readonly { readonly layer: string; readonly l1: readonly number[] }[]
  readonly after_sha256: Readonly<Record<string, string>>
}

const withWeights = (prefix: string) => parityCases<Pruned>(prefix).filter(({ description: { files } }) => files?.after !== undefined)

/** The cfg with the widths that the reference code does not call one: the hidden layer of the larger VGG head. */
const wholeCfg = (network: AnyNetwork, cfg: Cfg): Cfg => [...cfg, ...network.cfg.slice(cfg.length)]

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
    const plan = right(planTo(l1Norm, wholeCfg(network, cfg_after))(network))
    expect(plan).toEqual(planOf(network, masks))
    expect(checksumsOf(right(cut(plan)(network)), modelOf(given.description).names)).toEqual(after_sha256)
  })

  test.each(withWeights('slim-'))('$name: bits', (given) => {
    const { cfg_after, masks, after_sha256 } = given.description
    const network = loaded(given, 'before')
    const slim = right(cut(planOf(network, masks))(network))
    expect(slim.cfg).toEqual(cfg_after)
    expect(checksumsOf(slim, modelOf(given.description).names)).toEqual(after_sha256)
  })

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
