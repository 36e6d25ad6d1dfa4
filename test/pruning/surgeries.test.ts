import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { decodeNetwork, encodeNetwork } from '../../lib/checkpoint/networkFile.js'
import { folded } from '../../lib/inference/folded.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { defineLayer } from '../../lib/layer/defineLayer.js'
import { flatten } from '../../lib/layer/flatten.js'
import { linear } from '../../lib/layer/linear.js'
import { upsample } from '../../lib/layer/upsample.js'
import { concatenate } from '../../lib/network/branching.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { cut } from '../../lib/pruning/cut.js'
import { cutIdle } from '../../lib/pruning/cutIdle.js'
import type { Plan } from '../../lib/pruning/plan.js'
import { selectFirst } from '../../lib/pruning/selectFirst.js'
import { softPruned } from '../../lib/pruning/softPruned.js'
import { maskSmallest, type RankedLayers } from '../../lib/pruning/weightMask.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'
import { type AnyShaped, arbitraryNetwork } from '../setup/networks.js'
import { planFor } from '../setup/plans.js'

const masked = (layers: RankedLayers) => (network: AnyShaped) => right(maskSmallest({ ratio: 0.5, layers })(network))

const surgeries: Readonly<Record<string, (network: AnyShaped, plan: Plan) => unknown>> = {
  cut: (network, plan) => right(cut(plan)(network)),
  cutIdle: (network, plan) => right(cutIdle(plan)(network)),
  softPruned: (network, plan) => right(softPruned(plan)(network)),
  selectFirst: (network) => selectFirst(network),
  folded: (network) => folded(network),
  'maskSmallest of all': masked('all'),
  'maskSmallest of convolutions': masked('convolutions'),
  'maskSmallest of linear': masked('linear'),
}

describe('what surgery gives is a network like any other: it is read back as it was written, names and all', () => {
  for (const [name, surgery] of Object.entries(surgeries))
    test(name, () => {
      fc.assert(
        fc.property(
          arbitraryNetwork.chain((network) => planFor(network).map((plan) => ({ network, plan }))),
          ({ network, plan }) => {
            const made = surgery(network, plan) as AnyShaped
            expect(decodeNetwork(encodeNetwork(made))).toEqual(E.right(made))
          },
        ),
        { numRuns: 150 },
      )
    })
})

describe('masked names', () => {
  const squared = defineLayer({ tag: 'linear/conv2d', compute: ({ multiply }, x) => multiply(x, x) })

  test('are those of layers alone: no part of another name is taken for one', () => {
    const network = sequential(
      ...[input(4, 4, 2), conv2d(2, 4, { kernelSize: 1 }), upsample(2, { interpolation: 'bilinear' }), squared()],
      ...[concatenate([conv2d(4, 2)], [squared({})]), flatten, linear(384, 3)],
    )(key(0))
    const { arch } = right(maskSmallest({ ratio: 0.5 })(network))
    expect(arch).toEqual([
      ...['maskedConv2d 1x1', 'upsample 2 bilinear', 'linear/conv2d'],
      ...['concatenate (maskedConv2d | linear/conv2d)', 'flatten', 'maskedLinear'],
    ])
  })
})
