import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { channelSelection } from '../../lib/layer/channelSelection.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { flatten } from '../../lib/layer/flatten.js'
import { linear } from '../../lib/layer/linear.js'
import { mapArrays } from '../../lib/network/arrays.js'
import { input, sequential } from '../../lib/network/sequential.js'
import * as _ from '../../lib/pruning/criterion.js'
import { cut } from '../../lib/pruning/cut.js'
import { plannedKept } from '../../lib/pruning/keeper.js'
import { keepAll } from '../../lib/pruning/plan.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'
import { type AnyShaped, arbitraryNetwork } from '../setup/networks.js'
import { planFor } from '../setup/plans.js'

/** Each channel's weights that are not 0: in groups those of inputs that are lost are. */
const withoutZeros = ({ weight, width, ...others }: _.Candidates) => ({
  ...others,
  width,
  weight: Array.from({ length: width }, (_entry, channel) => [...weight].filter((value, at) => at % width === channel && value !== 0)),
})

describe('what a criterion sees', () => {
  const planned = arbitraryNetwork.chain((network) => fc.record({ network: fc.constant(network), plan: planFor(network) }))

  test('a group when others before it are narrowed is what it is in the network cut to them', () => {
    fc.assert(
      fc.property(planned, ({ network, plan }) => {
        const survey = _.surveyed(network)
        network.cfg.forEach((_width, index) => {
          const before = plan.groups.slice(0, index)
          const narrowed = right(cut({ groups: [...before, ...keepAll(network.cfg).groups.slice(index)] })(network)) as AnyShaped
          const seen = withoutZeros(_.candidatesAt(survey, index, plannedKept(survey.coupling, before)))
          expect(seen).toEqual(withoutZeros(_.candidatesOf(narrowed)[index]!))
        })
      }),
    )
  })

  test('of selected channels all weights that read them, of each pixel behind a flatten', () => {
    const network = sequential(input(1, 2, 1), conv2d(1, 2), channelSelection(2), flatten, linear(4, 1))(key(0))
    const numbered = mapArrays(network, (values, path) => (path === '3.weight' ? Float32Array.of(3, 1, 0, 2) : values))
    expect(_.candidatesOf(numbered).map(({ weight }) => [...weight])).toEqual([[3, 1, 0, 2]])
  })
})
