import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { batchAt } from '../../lib/data/batch.js'
import { errorMessage } from '../../lib/errorMessage.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { depthwiseConv2d } from '../../lib/layer/depthwiseConv2d.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { relu } from '../../lib/layer/relu.js'
import { arraysOf, mapArrays } from '../../lib/network/arrays.js'
import { sum } from '../../lib/network/branching.js'
import { layerNodes } from '../../lib/network/layerNodes.js'
import { type Candidates, candidatesOf, type Criterion, surveyed, tiedCandidates } from '../../lib/pruning/criterion.js'
import { gradientTimesWeight } from '../../lib/pruning/gradientTimesWeight.js'
import { planTo } from '../../lib/pruning/planTo.js'
import { taylorScore } from '../../lib/pruning/taylorScore.js'
import type { Shape } from '../../lib/shape/shape.js'
import { describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import { type Arrays, run } from '../reference/network.js'
import { softmaxCrossEntropy } from '../reference/softmaxCrossEntropy.js'
import { alive, right } from '../setup/answers.js'
import { type AnyShaped, arbitraryNetwork } from '../setup/networks.js'
import { withoutChannels } from '../setup/plans.js'
import { learnable } from '../setup/samples.js'
import { networkOf, networks } from '../setup/smallNetworks.js'

const count = 5
const samplesOf = (network: AnyShaped) => learnable(network.input, network.output[0] ?? 1, count)
const inDoubles = (network: AnyShaped): Arrays =>
  Object.fromEntries(arraysOf(network).map(({ path, values }) => [path, Float64Array.from(values)]))

/** Losses of the samples, one by one, with these arrays, at rest. */
const lossesOf = (network: AnyShaped, arrays: Arrays): readonly number[] => {
  const samples = samplesOf(network)
  return Array.from({ length: count }, (_, sample) => {
    const { input, labels } = batchAt<Shape>(samples, [sample])
    const { output } = run(network.nodes, arrays, { shape: input.shape, values: Float64Array.from(input.values) }, undefined)
    return softmaxCrossEntropy(output, labels)
  })
}

const h = 1e-6

/** dL/dg of each sample, for a gate g in front of whatever reads the channel: the weights that read it, all times g. */
const slopes = (network: AnyShaped, maker: string, channel: number): readonly number[] => {
  const masked = inDoubles(withoutChannels(network, new Map([[maker, [channel]]]), 'where they are read'))
  const makers = new Set(
    layerNodes(network.nodes).flatMap(([path, { layer }]) =>
      path !== maker && /conv2d|groupedConv2d|maskedConv2d|convTranspose2d|inear|mixed/.test(layer._tag) && layer._tag !== 'depthwiseConv2d'
        ? [`${path}.weight`]
        : [],
    ),
  )
  const gated = (by: number): Arrays =>
    Object.fromEntries(
      Object.entries(inDoubles(network)).map(([path, values]) => [
        path,
        makers.has(path) ? values.map((value, at) => value + by * (value - masked[path]![at]!)) : values,
      ]),
    )
  const [above, below] = [lossesOf(network, gated(h)), lossesOf(network, gated(-h))]
  return above.map((loss, sample) => (loss - below[sample]!) / (2 * h))
}

const average = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length

const scoresOf = (criterion: Criterion<unknown>, candidates: Candidates): Float32Array =>
  Float32Array.from(right(criterion.score(candidates)))

describeOnBackends('criteria by gradients', (backend, { runs }) => {
  test('Taylor: of every group the loss by a gate, sample by sample, in float64; in batches of any size; nothing is left on the device', () =>
    fc.assert(
      fc.asyncProperty(
        arbitraryNetwork,
        fc.constantFrom('squared', 'absolute'),
        fc.integer({ min: 1, max: 6 }),
        async (network, statistic, batchSize) => {
          const before = alive(backend())
          const criterion = right(await taylorScore(backend(), network, samplesOf(network), { statistic, batchSize })())
          expect(alive(backend())).toEqual(before)
          for (const candidates of candidatesOf(network)) {
            const changes = Array.from({ length: candidates.width }, (_, channel) => slopes(network, candidates.path, channel))
            const expected = changes.map((each) =>
              average(each.map((change) => (statistic === 'squared' ? change ** 2 : Math.abs(change)))),
            )
            expectClose(scoresOf(criterion, candidates), expected, candidates.path, 2e-3)
          }
        },
      ),
      { numRuns: runs(30) },
    ))

  test.each(networks.filter(([, { output }]) => output.length === 1))('%s: weights times gradients, in float64', async (_name, network) => {
    const criterion = right(await gradientTimesWeight(backend(), network, samplesOf(network), { batchSize: 2 })())
    const arrays = inDoubles(network)
    const products = mapArrays(network, (values, path) =>
      path.endsWith('.weight')
        ? values.map((value, at) => {
            const moved = (by: number): number => average(lossesOf(network, { ...arrays, [path]: arrays[path]!.with(at, value + by) }))
            return (value * (moved(h) - moved(-h))) / (2 * h)
          })
        : values,
    )
    for (const candidates of candidatesOf(products)) {
      const { weight, width, path } = candidates
      const expected = Array.from({ length: width }, (_, channel) =>
        weight.reduce((total, product, at) => total + (at % width === channel ? Math.abs(product) : 0), 0),
      )
      expectClose(scoresOf(criterion, candidates), expected, path, 1e-3)
    }
  })

  const block = sum([conv2d(3, 4, { kernelSize: 1 })], [conv2d(3, 2), relu, depthwiseConv2d(2), relu, conv2d(2, 4)])
  const tied = networkOf([6, 6, 1], conv2d(1, 3), relu, block, relu, globalAveragePool, linear(4, 2))

  test('tied groups are measured: by Taylor as one, by weights each maker by itself', async () => {
    const measured = [
      right(await taylorScore(backend(), tied, samplesOf(tied))()),
      right(await gradientTimesWeight(backend(), tied, samplesOf(tied))()),
    ]
    const [taylor, weights] = measured.map((criterion) =>
      ['2.0.0', '2.1.4'].map((maker) => scoresOf(criterion, tiedCandidates(surveyed(tied), maker)!)),
    )
    expect(taylor?.[0]).toEqual(taylor?.[1])
    expect(weights?.[0]).not.toEqual(weights?.[1])
  })

  test('another network, foreign samples, a batch size that is none, and a signal are Lefts', async () => {
    const wider = networkOf([6, 6, 1], conv2d(1, 5), globalAveragePool, linear(5, 2))
    for (const score of [taylorScore, gradientTimesWeight]) {
      const criterion = right(await score(backend(), tied, samplesOf(tied))())
      const failed = planTo(criterion, [2])(wider)
      expect(failed).toEqual(E.left({ _tag: 'NotMeasured', path: '0', width: 5 }))
      expect(E.isLeft(failed) && errorMessage(failed.left)).toBe(
        'the criterion was measured on a network whose layer 0 does not make 5 channels',
      )
      expect(await score(backend(), tied, learnable([6, 6, 1], 3, count))()).toMatchObject({ left: { _tag: 'DatasetMismatch' } })
      expect(await score(backend(), tied, samplesOf(tied), { batchSize: 0 })()).toMatchObject({ left: { option: 'batchSize' } })
      expect(await score(backend(), tied, samplesOf(tied), { signal: AbortSignal.abort() })()).toMatchObject({ left: { _tag: 'Aborted' } })
      expect(() => score(backend(), tied, samplesOf(tied), { batches: 2 } as never)).toThrow('unknown option batches')
    }
  })
})
