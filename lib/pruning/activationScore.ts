/**
 * Channels by what they do with data instead of by their weights: statistics of the feature maps that a layer gives, before batch norm and
 * rectifier (Li et al. 2017, section 4.5).
 */
import { either as E, taskEither as TE } from 'fp-ts'
import type { AnyDataset } from '../data/dataset.js'
import type { Backend } from '../engine/backend.js'
import { couplingOf } from '../network/coupling.js'
import { visitsOf } from '../network/visitsOf.js'
import { layerOutputs } from '../network/layerOutputs.js'
import type { AnyNetwork } from '../network/network.js'
import { known } from '../shape/invariant.js'
import { type Kinds, oneOf, optional } from '../shape/kind.js'
import { checkedOptions } from '../shape/options.js'
import { elementCount, type Shape } from '../shape/shape.js'
import type { Tensor } from '../shape/tensor.js'
import { entered } from '../training/entered.js'
import { sizeProblem } from '../training/evaluate.js'
import type { FitError } from '../training/fitError.js'
import { mismatch, type DataFor } from '../training/mismatch.js'
import { badOption } from '../training/options.js'
import type { Criterion } from './criterion.js'
import { measuredCriterion, type NotMeasured } from './measuredCriterion.js'
import { batchesKinds, type BatchesOptions, overBatches } from './overBatches.js'

/**
 * What is taken of a channel's maps x_n, one for each sample n. Deviation and variance divide by the count, not by one less.
 *   mean-mean  mean of mean(x_n)          mean-l1  mean of sum |x_n|          var-l2  variance of sqrt(sum x_n^2)
 *   mean-std   mean of deviation(x_n)     mean-l2  mean of sqrt(sum x_n^2)
 */
export type ActivationStatistic = 'mean-mean' | 'mean-std' | 'mean-l1' | 'mean-l2' | 'var-l2'

/** The options of `activationScore`. */
export interface ActivationOptions extends BatchesOptions {
  /**
   * default 'mean-std', the only one that the paper finds as good as the L1 norm; of a layer whose maps are one number each (neurons), whose
   * deviation is always 0, 'mean-l1'
   */
  readonly statistic?: ActivationStatistic | undefined
}

/**
 * The criterion that ranks this network's channels by their activations over a data set, in float64.
 *
 * Measured is the output of each layer that makes channels pruning can take, of tied groups too; of channels that are selected, what the
 * selection gives. The criterion knows this network: on another it is a `Left` where the layers or their widths are not the same.
 *
 * A `Left` where the samples are not what the network takes, the batch size is not a positive integer, the device runs out of memory, or the signal asked to stop.
 *
 * @see Li et al. 2017, "Pruning Filters for Efficient ConvNets", section 4.5
 * @example
 * const digits = syntheticDigits({ count: 32, key: key(1) })
 * const network = sequential(input(28, 28, 1), conv2d(1, 6), relu, globalAveragePool, linear(6, 10))(key(0))
 * const plan = F.pipe(
 *   startWasm(),
 *   TE.flatMap((backend) => activationScore(backend, network, digits)),
 *   TE.flatMapEither((criterion) => F.pipe(network, planTo(criterion, [2]))),
 *   TE.map(planWidths),
 * )
 * await plan() // => E.right([2])
 */
export const activationScore = <Net extends AnyNetwork, Data extends AnyDataset>(
  backend: Backend,
  network: Net,
  samples: DataFor<Net, Data>,
  options: ActivationOptions = {},
): TE.TaskEither<FitError, Criterion<NotMeasured>> => {
  const { statistic, ...batches } = checkedOptions('activationScore', activationKinds, options)
  const data = entered('activationScore', backend, network, samples)
  return async () => {
    const makers = makersOf(network)
    const problem =
      mismatch('activationScore', network, data) ?? sizeProblem(batches.batchSize ?? 64) ?? statisticProblem(statistic, makers)
    if (problem !== undefined) return E.left(problem)
    const nameOf = ({ isNeuron }: Measured): ActivationStatistic => statistic ?? (isNeuron ? 'mean-l1' : 'mean-std')
    const statisticOf = new Map(makers.map((maker) => [maker.path, statistics[nameOf(maker)]]))
    const taken = [...new Set(makers.map(nameOf))]
    const start: MomentsByPath = new Map(makers.map(({ path, width }) => [path, new Array<Moments>(width).fill(none)]))
    const measured = await overBatches(data, batches, start, async (moments, { input }) => {
      const outputs = await layerOutputs(backend, network.nodes, new Set(moments.keys()), input)()
      return E.map(
        (found: typeof outputs extends E.Either<unknown, infer A> ? A : never) =>
          new Map(
            [...moments].map(([path, before]) => [path, moved(before, known(found.get(path), path), known(statisticOf.get(path), path))]),
          ),
      )(outputs)
    })
    return E.map((moments: MomentsByPath) =>
      measuredCriterion(
        `${taken.length === 0 ? (statistic ?? 'mean-std') : taken.join(' and ')} of activations`,
        new Map([...moments].map(([path, channels]) => [path, channels.map(known(statisticOf.get(path), path).over)])),
      ),
    )(measured)
  }
}

const activationKinds: Kinds<ActivationOptions> = {
  ...batchesKinds,
  statistic: optional(oneOf('mean-mean', 'mean-std', 'mean-l1', 'mean-l2', 'var-l2')),
}

/** A layer whose channels pruning can take. */
interface Measured {
  readonly path: string
  readonly width: number
  /** whether it gives one number a channel */
  readonly isNeuron: boolean
}

const makersOf = ({ input, nodes }: AnyNetwork): readonly Measured[] => {
  const pixels = new Map(visitsOf(input, nodes).map(({ path, output }) => [path, elementCount(output.slice(0, -1))]))
  return couplingOf(input, nodes).groups.flatMap(({ fate, makers, width }) =>
    fate === 'fixed' ? [] : makers.map(({ path }) => ({ path, width, isNeuron: pixels.get(path) === 1 })),
  )
}

/** The deviation of one number is 0, of every channel: it ranks nothing. */
const statisticProblem = (statistic: ActivationStatistic | undefined, makers: readonly Measured[]): FitError | undefined => {
  const neurons = statistic === 'mean-std' ? makers.find(({ isNeuron }) => isNeuron) : undefined
  return neurons && badOption('statistic', `'mean-l1' or another for the single numbers that layer ${neurons.path} gives`, statistic)
}

/** Mean of some numbers, and the sum of their squared distances from it (Welford 1962). */
interface Moments {
  readonly count: number
  readonly mean: number
  readonly squares: number
}

const none: Moments = { count: 0, mean: 0, squares: 0 }

const joined = ({ count, mean, squares }: Moments, value: number): Moments => {
  const moved = mean + (value - mean) / (count + 1)
  return { count: count + 1, mean: moved, squares: squares + (value - mean) * (value - moved) }
}

/** Those of each channel of each layer. */
type MomentsByPath = ReadonlyMap<string, readonly Moments[]>

/** The moments with a batch's maps among them. */
const moved = (before: readonly Moments[], { shape, values }: Tensor<Shape>, { ofMaps }: Statistic): readonly Moments[] => {
  const samples = known(shape[0])
  const size = values.length / samples
  let moments = before
  for (let sample = 0; sample < samples; sample += 1) {
    const found = ofMaps(values.subarray(sample * size, (sample + 1) * size), before.length)
    moments = moments.map((moment, channel) => joined(moment, known(found[channel])))
  }
  return moments
}

interface Statistic {
  /** of each channel's map of one sample; channels are the last axis */
  readonly ofMaps: (maps: Float32Array, channels: number) => Float64Array
  /** of these over the samples */
  readonly over: (moments: Moments) => number
}

const mean = ({ mean: value }: Moments): number => value
const variance = ({ count, squares }: Moments): number => squares / Math.max(count, 1)

/** What `of` makes of each number, summed by channel, pixel by pixel. */
const sums = (maps: Float32Array, channels: number, of: (value: number, channel: number) => number): Float64Array => {
  const totals = new Float64Array(channels)
  for (let pixel = 0; pixel < maps.length; pixel += channels) {
    for (let channel = 0; channel < channels; channel += 1) {
      totals[channel] = (totals[channel] as number) + of(maps[pixel + channel] as number, channel)
    }
  }
  return totals
}

const averages = (maps: Float32Array, channels: number): Float64Array =>
  sums(maps, channels, (value) => value).map((total) => total / (maps.length / channels))

const deviations = (maps: Float32Array, channels: number): Float64Array => {
  const middles = averages(maps, channels)
  return sums(maps, channels, (value, channel) => (value - (middles[channel] as number)) ** 2).map((total) =>
    Math.sqrt(total / (maps.length / channels)),
  )
}

const absolutes = (maps: Float32Array, channels: number): Float64Array => sums(maps, channels, Math.abs)

const euclidean = (maps: Float32Array, channels: number): Float64Array => sums(maps, channels, (value) => value * value).map(Math.sqrt)

const statistics: Readonly<Record<ActivationStatistic, Statistic>> = {
  'mean-mean': { ofMaps: averages, over: mean },
  'mean-std': { ofMaps: deviations, over: mean },
  'mean-l1': { ofMaps: absolutes, over: mean },
  'mean-l2': { ofMaps: euclidean, over: mean },
  'var-l2': { ofMaps: euclidean, over: variance },
}
