import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { batchAt, batchIndices } from '../../lib/data/batch.js'
import type { Dataset } from '../../lib/data/dataset.js'
import { errorMessage } from '../../lib/errorMessage.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { channelSelection } from '../../lib/layer/channelSelection.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { relu } from '../../lib/layer/relu.js'
import { arraysOf, withArrays } from '../../lib/network/arrays.js'
import type { Node } from '../../lib/network/network.js'
import { residual, sum } from '../../lib/network/branching.js'
import { input, sequential } from '../../lib/network/sequential.js'
import * as _ from '../../lib/pruning/activationScore.js'
import { candidatesOf } from '../../lib/pruning/criterion.js'
import { planTied } from '../../lib/pruning/cutTied.js'
import { planTo } from '../../lib/pruning/planTo.js'
import { key } from '../../lib/random/key.js'
import type { Shape } from '../../lib/shape/shape.js'
import { describeOnBackends } from '../engine/backends.js'
import { run } from '../reference/network.js'
import { alive, right } from '../setup/answers.js'
import { type AnyShaped, arbitraryNetwork } from '../setup/networks.js'
import { learnable } from '../setup/samples.js'

const statistics: readonly _.ActivationStatistic[] = ['mean-mean', 'mean-std', 'mean-l1', 'mean-l2', 'var-l2']

const average = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length
const spread = (values: readonly number[]): number => average(values.map((value) => (value - average(values)) ** 2))
const length = (map: readonly number[]): number => Math.hypot(...map)

/** The definition, of a channel's maps. */
const defined: Readonly<Record<_.ActivationStatistic, (maps: readonly (readonly number[])[]) => number>> = {
  'mean-mean': (maps) => average(maps.map(average)),
  'mean-std': (maps) => average(maps.map((map) => Math.sqrt(spread(map)))),
  'mean-l1': (maps) => average(maps.map((map) => average(map.map(Math.abs)) * map.length)),
  'mean-l2': (maps) => average(maps.map(length)),
  'var-l2': (maps) => spread(maps.map(length)),
}

const count = 7
const samplesOf = (network: AnyShaped) => learnable(network.input, network.output[0] ?? 1, count)

/** Every layer's maps by the float64 interpreter: channel by channel, sample by sample. */
const mapsOf = (
  nodes: readonly Node[],
  samples: Dataset<Shape>,
  path: string,
  width: number,
): readonly (readonly (readonly number[])[])[] => {
  const batch = batchAt<Shape>(samples, right(E.fromNullable('no batch')(batchIndices(count, count, undefined)[0])))
  const arrays = Object.fromEntries(arraysOf({ nodes }).map(({ path: at, values }) => [at, Float64Array.from(values)]))
  const given = { shape: batch.input.shape, values: Float64Array.from(batch.input.values) }
  const values = run(nodes, arrays, given, undefined).outputs[path]?.values ?? new Float64Array()
  const size = values.length / count
  return Array.from({ length: width }, (_, channel) =>
    Array.from({ length: count }, (_, sample) =>
      [...values.subarray(sample * size, (sample + 1) * size)].filter((_, at) => at % width === channel),
    ),
  )
}

describeOnBackends('activations', (backend, { runs }) => {
  test('every statistic of every entry is that of the float64 interpreter, in batches of any size; nothing is left on the device', () =>
    fc.assert(
      fc.asyncProperty(
        arbitraryNetwork,
        fc.constantFrom(...statistics),
        fc.integer({ min: 1, max: 9 }),
        async (network, statistic, batchSize) => {
          const before = alive(backend())
          const made = await _.activationScore(backend(), network, samplesOf(network), { statistic, batchSize })()
          expect(alive(backend())).toEqual(before)
          if (E.isLeft(made)) {
            expect([statistic, made.left]).toMatchObject(['mean-std', { _tag: 'BadOption', option: 'statistic' }])
            return
          }
          const criterion = made.right
          for (const candidates of candidatesOf(network)) {
            const scores = right(criterion.score(candidates))
            const maps = mapsOf(network.nodes, samplesOf(network), candidates.path, candidates.width)
            const expected = maps.map(defined[statistic])
            const scale = Math.max(1, ...maps.map((map) => Math.max(...map.map(length)) ** (statistic === 'var-l2' ? 2 : 1)))
            expect(scores).toHaveLength(expected.length)
            for (const [at, score] of scores.entries()) expect(Math.abs(score - (expected[at] ?? NaN)) / scale).toBeLessThan(1e-4)
          }
        },
      ),
      { numRuns: runs(60) },
    ))

  const bodied = sequential(
    input(6, 6, 1),
    conv2d(1, 4),
    residual(batchNorm(4), channelSelection(4), relu, conv2d(4, 3), relu, conv2d(3, 4)),
    globalAveragePool,
    linear(4, 2),
  )(key(1))
  const samples = learnable([6, 6, 1], 2, count)

  test('a convolution counts before its batch norm: scales and shifts behind it change nothing', async () => {
    const network = sequential(input(6, 6, 1), conv2d(1, 4), batchNorm(4), relu, globalAveragePool, linear(4, 2))(key(2))
    const given = Object.fromEntries(arraysOf(network).map(({ path, values }) => [path, values]))
    const other = right(withArrays({ ...given, '1.scale': Float32Array.of(9, 0, -1, 2), '1.shift': Float32Array.of(5, 5, -5, 0) })(network))
    const scores = await Promise.all(
      [network, other].map(async (one) =>
        candidatesOf(one).map((candidates) => _.activationScore(backend(), one, samples)().then((made) => right(made).score(candidates))),
      ),
    )
    expect(await Promise.all(scores[1] ?? [])).toEqual(await Promise.all(scores[0] ?? []))
  })

  test('plans are made by it, greedy ones too', async () => {
    const criterion = right(await _.activationScore(backend(), bodied, samples)())
    expect(criterion.name).toBe('mean-std of activations')
    const vectors = sequential(input(4), linear(4, 3), relu, linear(3, 2))(key(1))
    const ofNeurons = right(await _.activationScore(backend(), vectors, learnable([4], 2, count))())
    expect(ofNeurons.name).toBe('mean-l1 of activations')
    expect(right(planTo(criterion, [2, 2])(bodied)).groups.map(({ kept }) => kept.length)).toEqual([2, 2])
    expect(right(planTo(criterion, [2, 2], { selection: 'greedy' })(bodied)).groups[0]).toEqual(
      right(planTo(criterion, [2, 2])(bodied)).groups[0],
    )
  })

  test('the makers of a tied group are measured, each by itself', async () => {
    const block = sum([conv2d(3, 4, { kernelSize: 1 })], [conv2d(3, 2), relu, conv2d(2, 4)])
    const network = sequential(input(6, 6, 1), conv2d(1, 3), block, globalAveragePool, linear(4, 2))(key(3))
    const criterion = right(await _.activationScore(backend(), network, samples)())
    for (const maker of ['1.0.0', '1.1.2']) {
      const [least] = mapsOf(network.nodes, samples, maker, 4)
        .map((maps, channel) => ({ channel, score: defined['mean-std'](maps) }))
        .toSorted((left, right) => left.score - right.score)
      expect(right(planTied(criterion, maker, 3)(network)).kept).toEqual([0, 1, 2, 3].filter((channel) => channel !== least?.channel))
    }
  })

  test('a neuron has one number a sample, whose deviation ranks nothing: its mean is taken', async () => {
    const network = sequential(input(3), linear(3, 4), relu, linear(4, 2))(key(0))
    const data = learnable([3], 2, count)
    const byDefault = right(await _.activationScore(backend(), network, data)())
    const byMean = right(await _.activationScore(backend(), network, data, { statistic: 'mean-l1' })())
    const scores = candidatesOf(network).map(byDefault.score)
    expect(scores).toEqual(candidatesOf(network).map(byMean.score))
    expect(new Set(scores.flatMap(right)).size).toBe(4)
    const refused = await _.activationScore(backend(), network, data, { statistic: 'mean-std' })()
    expect(E.isLeft(refused) && errorMessage(refused.left)).toBe(
      "statistic: expected 'mean-l1' or another for the single numbers that layer 0 gives, found mean-std",
    )
  })

  test('another network, foreign samples and a batch size that is none are Lefts', async () => {
    const criterion = right(await _.activationScore(backend(), bodied, samples)())
    const wider = sequential(input(6, 6, 1), conv2d(1, 5), globalAveragePool, linear(5, 2))(key(1))
    const failed = planTo(criterion, [2])(wider)
    expect(failed).toEqual(E.left({ _tag: 'NotMeasured', path: '0', width: 5 }))
    expect(E.isLeft(failed) && errorMessage(failed.left)).toBe(
      'the criterion was measured on a network whose layer 0 does not make 5 channels',
    )
    expect(await _.activationScore(backend(), bodied, learnable([6, 6, 1], 3, count))()).toMatchObject({
      left: { _tag: 'DatasetMismatch' },
    })
    expect(await _.activationScore(backend(), bodied, samples, { batchSize: 0 })()).toMatchObject({
      left: { _tag: 'BadOption', option: 'batchSize' },
    })
  })
})
