import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { arraysOf } from '../../lib/network/arrays.js'
import { freeGroups } from '../../lib/network/coupling.js'
import { layerNodes } from '../../lib/network/layerNodes.js'
import { candidatesOf } from '../../lib/pruning/criterion.js'
import { l2Norm } from '../../lib/pruning/filterNorm.js'
import { planByRatio } from '../../lib/pruning/planTo.js'
import * as _ from '../../lib/pruning/softPruned.js'
import { right } from '../setup/answers.js'
import { type AnyShaped, arbitraryNetwork } from '../setup/networks.js'

const ratio = fc.double({ min: 0, max: 0.99, noNaN: true })
const byNorm = (network: AnyShaped, share: number) => right(planByRatio(l2Norm, share, { minimumWidth: 1 })(network))

describe('soft filter pruning', () => {
  test('the filters a plan leaves out are 0, every other number is what it was', () =>
    fc.assert(
      fc.property(arbitraryNetwork, ratio, (network, share) => {
        const plan = byNorm(network, share)
        const soft = right(_.softPruned(plan)(network))
        expect([soft.cfg, soft.arch]).toEqual([network.cfg, network.arch])
        const makers = freeGroups(network.input, network.nodes).map(({ makers: [maker] }) => maker?.path)
        const before = new Map(arraysOf(network).map(({ path, values }) => [path, values]))
        const layers = new Map(layerNodes(network.nodes))
        for (const { path, role, values, shape } of arraysOf(soft)) {
          // of a transposed convolution's weight the inputs are the last axis
          const owner = path.slice(0, path.lastIndexOf('.'))
          const run = role === 'weight' && layers.get(owner)?.layer._tag === 'convTranspose2d' ? shape.at(-1)! : 1
          const group = plan.groups[makers.indexOf(owner)]
          const gone = (at: number): boolean =>
            group !== undefined && (role === 'weight' || role === 'bias') && !group.kept.includes(Math.trunc(at / run) % group.width)
          expect(values).toEqual(before.get(path)?.map((value, at) => (gone(at) ? 0 : value)))
        }
      }),
    ))

  test('the plan by norm stays, and once more changes nothing', () =>
    fc.assert(
      fc.property(arbitraryNetwork, ratio, (network, share) => {
        // channels of norm 0 tie with those set to 0, and what is selected has no filters of its own: its readers' inputs may be set to 0
        const layers = new Map(layerNodes(network.nodes))
        fc.pre(
          candidatesOf(network).every(
            (candidates) =>
              layers.get(candidates.path)?.arrays.weight !== undefined && right(l2Norm.score(candidates)).every((norm) => norm > 0),
          ),
        )
        const plan = byNorm(network, share)
        const soft = right(_.softPruned(plan)(network))
        expect(byNorm(soft, share)).toEqual(plan)
        expect(_.softPruned(plan)(soft)).toEqual(E.right(soft))
      }),
    ))

  test('a plan for another cfg, and one that empties a layer, are Lefts', () =>
    fc.assert(
      fc.property(arbitraryNetwork, (network) => {
        const plan = byNorm(network, 0)
        expect(_.softPruned({ groups: [...plan.groups, { width: 1, kept: [0] }] })(network)).toMatchObject({
          left: { _tag: 'PlanMismatch' },
        })
        const emptied = { groups: plan.groups.map(({ width }) => ({ width, kept: [] })) }
        if (plan.groups.length > 0) expect(_.softPruned(emptied)(network)).toMatchObject({ left: { _tag: 'EmptiedLayer', index: 0 } })
      }),
    ))
})
