import { describe, expect, test } from 'vitest'
import { nonzeroParameterCount } from '../../lib/accounting/cost.js'
import { type StateDict, stateDictOf } from '../../lib/checkpoint/stateDict.js'
import { arraysOf } from '../../lib/network/arrays.js'
import { maskSmallest } from '../../lib/pruning/weightMask.js'
import { describeOnBackends } from '../engine/backends.js'
import { right } from '../setup/answers.js'
import { checksums } from '../setup/checksums.js'
import { type AnyNetwork, type Described, expectLogits, floatsOf, loaded, modelOf } from '../setup/parity.js'
import { parityCases } from '../setup/parityFiles.js'
import { shared } from '../setup/shared.js'

interface Masked extends Described {
  readonly ratio: number
  readonly pruned: number
  readonly params_nonzero_after: number
  readonly after_sha256: Readonly<Record<string, string>>
}

describe.skipIf(shared === undefined)('parity with the reference code: weights masked', () => {
  describeOnBackends('weight masks', (backend) => {
    test.each(parityCases<Masked>('weight-'))('$name', async (given) => {
      const { arch, ratio, pruned, params_nonzero_after, after_sha256 } = given.description
      const network = loaded(given, 'before')
      const layers = arch.startsWith('MLP') ? 'linear' : 'convolutions'
      // masks change names of layers in its type, which nothing here reads
      const sparse = right(maskSmallest({ ratio, layers, convention: 'reference' })(network)) as AnyNetwork
      const [before, after] = [given.tensors('before'), right(stateDictOf(modelOf(given.description).names)(sparse))]
      const masks = given.tensors('masks')
      // the reference code multiplies, so that a negative weight becomes -0; ours are 0
      const products: StateDict = new Map(
        [...masks].map(([name, { shape, values: kept }]) => {
          const mask = floatsOf(after, `${name}_mask`)
          expect(mask, name).toEqual(Float32Array.from(kept as Uint8Array))
          const values = floatsOf(before, name).map((value, at) => value * mask[at]!)
          expect(floatsOf(after, `${name}_orig`), name).toEqual(values.map((value) => value + 0))
          return [name, { shape, values }]
        }),
      )
      expect(checksums(products)).toEqual(after_sha256)
      const all = arraysOf(sparse).filter(({ role }) => role === 'mask')
      expect(all.length).toBe(masks.size)
      expect(all.reduce((sum, { values }) => sum + values.filter((value) => value === 0).length, 0)).toBe(pruned)
      expect(nonzeroParameterCount(sparse)).toBe(params_nonzero_after)
      await expectLogits(backend(), network, given, 'logits_before')
      await expectLogits(backend(), sparse, given, 'logits_after')
    })
  })
})
