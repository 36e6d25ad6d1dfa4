import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { channelSelection } from '../../lib/layer/channelSelection.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { dropout } from '../../lib/layer/dropout.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { maxPool } from '../../lib/layer/maxPool.js'
import { relu } from '../../lib/layer/relu.js'
import { arraysOf, mapArrays } from '../../lib/network/arrays.js'
import { concatenate, residual, type Spec, sum } from '../../lib/network/branching.js'
import { layerCosts } from '../../lib/network/layerCosts.js'
import { sequentialFrom } from '../../lib/network/sequential.js'
import { cut } from '../../lib/pruning/cut.js'
import { planBySlimming } from '../../lib/pruning/planBySlimming.js'
import * as _ from '../../lib/pruning/selectFirst.js'
import { key } from '../../lib/random/key.js'
import { arbitrarySeed } from '../engine/arbitraryArray.js'
import { describeOnBackends } from '../engine/backends.js'
import { answers, right } from '../setup/answers.js'
import { type AnyShaped, arbitraryNetwork, unsettled } from '../setup/networks.js'
import { planFor } from '../setup/plans.js'

const moved = (network: AnyShaped): AnyShaped => _.selectFirst(network) as AnyShaped

/** Pre-activation bottlenecks as the papers' code has them: the first with a projection of the raw input, then an identity; a dense layer. */
const preActivation = (seed: number): AnyShaped => {
  const body = (inputs: number): readonly Spec[] => [
    ...[batchNorm(inputs), channelSelection(inputs), relu, conv2d(inputs, 4, { kernelSize: 1 })],
    ...[batchNorm(4), relu, conv2d(4, 4), batchNorm(4), relu, conv2d(4, 16, { kernelSize: 1 })],
  ]
  const specs = [
    conv2d(2, 6),
    sum([conv2d(6, 16, { kernelSize: 1 })], body(6)),
    residual(...body(16)),
    concatenate([], [batchNorm(16), channelSelection(16), relu, conv2d(16, 5)]),
    ...[batchNorm(21), channelSelection(21), relu, globalAveragePool, linear(21, 3)],
  ]
  return unsettled(right(sequentialFrom([6, 6, 2], specs))(key(seed)), seed)
}

const withPlan = (network: AnyShaped) => planFor(network).map((plan) => ({ network, plan }))

describeOnBackends('both forms of a selection', (backend, { runs }) => {
  test('give the same, bit for bit, on any network, pruned before or after', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryNetwork.chain(withPlan), arbitrarySeed, async ({ network, plan }, seed) => {
        expect(await answers(backend(), moved(network), seed)).toEqual(await answers(backend(), network, seed))
        const slim = right(cut(plan)(network)) as AnyShaped
        const expected = await answers(backend(), slim, seed)
        expect(await answers(backend(), moved(slim), seed)).toEqual(expected)
        expect(await answers(backend(), right(cut(plan)(moved(network))) as AnyShaped, seed)).toEqual(expected)
      }),
      { numRuns: runs(150) },
    )
  })

  test('give the same on slimmed bottlenecks and dense layers', async () => {
    await fc.assert(
      fc.asyncProperty(arbitrarySeed, fc.double({ min: 0.1, max: 0.8, noNaN: true }), async (seed, ratio) => {
        const network = preActivation(seed)
        const { plan } = right(planBySlimming({ ratio, minimumWidth: 1 })(network))
        const slim = right(cut(plan)(network)) as AnyShaped
        expect(await answers(backend(), moved(slim), seed)).toEqual(await answers(backend(), slim, seed))
      }),
      { numRuns: runs(30) },
    )
  })
})

describe('selectFirst', () => {
  test('keeps input, output, cfg and costs; once more changes nothing', () => {
    fc.assert(
      fc.property(arbitraryNetwork, (network) => {
        const once = moved(network)
        expect([once.input, once.output, once.cfg]).toEqual([network.input, network.output, network.cfg])
        expect(moved(once)).toEqual(once)
        const accumulates = (one: AnyShaped): number => layerCosts(one).reduce((total, cost) => total + cost.multiplyAccumulates, 0)
        expect(accumulates(once)).toBe(accumulates(network))
        for (const { path, shape, values } of arraysOf(once)) expect(values.length, path).toBe(shape.reduce((all, size) => all * size, 1))
      }),
    )
  })

  const built = (...specs: readonly Spec[]): AnyShaped => right(sequentialFrom([4, 4, 3], specs))(key(0))
  const head = [globalAveragePool, linear(2, 2)]

  test('the batch norm keeps what is selected, and what it has passed selects too', () => {
    const network = mapArrays(built(batchNorm(3), relu, maxPool(2), channelSelection(3, 2), ...head), (values, path) =>
      path.endsWith('.positions') ? Float32Array.of(0, 2) : path.startsWith('0.') ? Float32Array.of(1, 2, 3) : values,
    )
    const first = moved(network)
    expect(first.arch.slice(0, 4)).toEqual(['channelSelection 3', 'batchNorm', 'relu', 'maxPool 2'])
    expect(Object.fromEntries(arraysOf(first).map(({ path, values }) => [path, [...values]]))).toMatchObject({
      '0.positions': [0, 2],
      '1.scale': [1, 3],
      '1.shift': [1, 3],
      '1.runningMean': [1, 3],
      '1.runningVariance': [1, 3],
    })
  })

  test('a dropout, which drops by position, and branches stay in front', () => {
    const inPlace = [
      built(batchNorm(3), dropout(0.5), channelSelection(3, 2), ...head),
      built(residual(conv2d(3, 3)), channelSelection(3, 2), ...head),
      built(conv2d(3, 3), channelSelection(3, 2), ...head),
    ]
    for (const network of inPlace) expect(moved(network)).toEqual(network)
  })
})
