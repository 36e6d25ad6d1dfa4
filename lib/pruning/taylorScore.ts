/**
 * Channels by what their absence would do to the loss, to first order, over a data set: what is read of a channel, times the gradient of what is read.
 *
 * A channel that is cut is read as 0 (the law of surgery). With a gate g in front of everything that reads channel o, 1 where it is there, the loss of
 * a sample is L(g), and L(1) - L(0) is about
 *
 *     t[o] = dL/dg = sum over what reads o and over pixels of  x * dL/dx
 *
 * A sample's loss is the mean over its cells where these have classes, of those that have one; without any it is 0. Networks run as at rest, by their running statistics and without draws, so that a sample's loss is its own and batches of any size give the same.
 */
import { either as E, type taskEither as TE } from 'fp-ts'
import type { AnyDataset } from '../data/dataset.js'
import type { Backend, DeviceArray } from '../engine/backend.js'
import type { Context } from '../network/differentiate.js'
import { constants } from '../network/forward.js'
import { couplingOf, type Group } from '../network/coupling.js'
import { layerNodes } from '../network/layerNodes.js'
import type { Stream } from '../network/stream.js'
import type { AnyNetwork } from '../network/network.js'
import { definitionOf } from '../layer/layer.js'
import { key } from '../random/key.js'
import { known } from '../shape/invariant.js'
import { type Kinds, oneOf, optional } from '../shape/kind.js'
import { checkedOptions } from '../shape/options.js'
import { channelsOf, elementCount } from '../shape/shape.js'
import { entered } from '../training/entered.js'
import { sizeProblem } from '../training/evaluate.js'
import type { FitError } from '../training/fitError.js'
import { labeledIn } from '../training/loss/answers.js'
import { type Loss, usualLoss } from '../training/loss/loss.js'
import { samplesIn, type TrainingBatch } from '../training/trainingBatch.js'
import { mismatch, type DataFor } from '../training/mismatch.js'
import { derived } from '../training/derived.js'
import { measuredCriterion, type NotMeasured } from './measuredCriterion.js'
import type { Criterion } from './criterion.js'
import { batchesKinds, type BatchesOptions, overBatches } from './overBatches.js'

/** The options of `taylorScore`. */
export interface TaylorOptions extends BatchesOptions {
  /**
   * squared   mean over samples of t^2 (Molchanov et al. 2019, equation 8): the default
   * absolute  mean over samples of |t| (Molchanov et al. 2017, equation 8, without its division by the map's size, which ranks no layer's channels otherwise)
   */
  readonly statistic?: 'squared' | 'absolute' | undefined
}

/**
 * The criterion that ranks this network's channels by first-order Taylor expansion of the loss over a data set: how much a sample's loss would change if
 * the channel were cut, squared or absolute, as a mean over the samples.
 *
 * Measured are channels that pruning can take, tied ones too (whose makers all have their group's score). The criterion knows this network: on
 * another it is a `Left` where the layers or their widths are not the same. Scores of layers are in one unit, the loss's, so they may be ranked together.
 *
 * A `Left` where the samples are not what the network takes, the batch size is not a positive integer, the device runs out of memory, or the signal asked to stop.
 *
 * @see Molchanov et al. 2019, "Importance estimation for neural network pruning", section 3; Molchanov et al. 2017, "Pruning convolutional neural networks for resource efficient inference", section 2.2
 * @example
 * const digits = syntheticDigits({ count: 32, key: key(1) })
 * const network = sequential(input(28, 28, 1), conv2d(1, 6), relu, globalAveragePool, linear(6, 10))(key(0))
 * const plan = F.pipe(
 *   startWasm(),
 *   TE.flatMap((backend) => taylorScore(backend, network, digits)),
 *   TE.flatMapEither((criterion) => F.pipe(network, planTo(criterion, [2]))),
 *   TE.map(planWidths),
 * )
 * await plan() // => E.right([2])
 */
export const taylorScore = <Net extends AnyNetwork, Data extends AnyDataset>(
  backend: Backend,
  network: Net,
  samples: DataFor<Net, Data>,
  options: TaylorOptions = {},
): TE.TaskEither<FitError, Criterion<NotMeasured>> => {
  const { statistic = 'squared', ...batches } = checkedOptions('taylorScore', taylorKinds, options)
  const data = entered('taylorScore', backend, network, samples)
  const of = statistic === 'squared' ? (change: number) => change * change : Math.abs
  return async () => {
    const problem = mismatch('taylorScore', network, data) ?? sizeProblem(batches.batchSize ?? 64)
    if (problem !== undefined) return E.left(problem)
    const reads = readsOf(network)
    const start: readonly Totals[] = reads.groups.map(({ width }) => ({ count: 0, sums: new Float64Array(width) }))
    const measured = await overBatches(data, batches, start, (totals, batch) =>
      changes(backend, network, reads, batch, usualLoss(data)).then(
        E.map((found) => totals.map((total, at) => withSamples(total, known(found[at]), samplesIn(batch), of))),
      ),
    )
    return E.map((totals: readonly Totals[]) =>
      measuredCriterion(
        `Taylor expansion, ${statistic}`,
        new Map(
          reads.groups.flatMap(({ makers }, at) => {
            const { count, sums } = known(totals[at])
            return makers.map(({ path }) => [path, Array.from(sums, (sum) => sum / Math.max(count, 1))] as const)
          }),
        ),
      ),
    )(measured)
  }
}

const taylorKinds: Kinds<TaylorOptions> = { ...batchesKinds, statistic: optional(oneOf('squared', 'absolute')) }

/** Sums over so many samples, channel by channel. */
interface Totals {
  readonly count: number
  readonly sums: Float64Array
}

const withSamples = ({ count, sums }: Totals, changed: Float64Array, samples: number, of: (change: number) => number): Totals => {
  const width = sums.length
  return {
    count: count + samples,
    sums: sums.map((sum, channel) => {
      let total = sum
      for (let sample = 0; sample < samples; sample += 1) total += of(changed[sample * width + channel] as number)
      return total
    }),
  }
}

/** The groups that pruning can take, and what each place of what a layer reads belongs to. */
interface Reads {
  readonly groups: readonly Group[]
  /** by the path of a layer that makes channels of those it reads */
  readonly places: ReadonlyMap<string, readonly Place[]>
}

interface Place {
  readonly place: number
  /** among `groups` */
  readonly group: number
  readonly channel: number
}

const readsOf = ({ input, nodes }: AnyNetwork): Reads => {
  const { groups, groupOf, streams } = couplingOf(input, nodes)
  const numbers = groups.flatMap(({ fate }, number) => (fate === 'fixed' ? [] : [number]))
  const placesOf = (stream: Stream): readonly Place[] =>
    stream.flatMap((label, place) => {
      const group = label === undefined ? -1 : numbers.indexOf(groupOf(label))
      return label === undefined || group === -1 ? [] : [{ place, group, channel: label.channel }]
    })
  const places = layerNodes(nodes).flatMap(([path, { layer }]) => {
    const found = definitionOf(layer).channels._tag === 'made' ? placesOf(known(streams.get(path), path).inputs) : []
    return found.length === 0 ? [] : [[path, found] as const]
  })
  return { groups: numbers.map((number) => known(groups[number])), places: new Map(places) }
}

/** t of each sample and channel, by group: [samples, width]. */
const changes = async (
  backend: Backend,
  { nodes, output }: AnyNetwork,
  reads: Reads,
  batch: TrainingBatch,
  loss: Loss,
): Promise<E.Either<FitError, readonly Float64Array[]>> => {
  const run = backend.scope(() => {
    const products = new Map<string, DeviceArray>()
    const observe: Context['observe'] = (path, input) => {
      if (!reads.places.has(path)) return undefined
      const read = backend.share(input)
      return (gradient) => {
        products.set(path, summed(backend, backend.multiply.apply(backend.share(gradient), read)))
        backend.release(read)
      }
    }
    const context: Context = { key: key(0), needsInputGradient: true, atRest: true, observe }
    const { outcome, gradients } = derived(backend, nodes, constants(backend), batch, loss, context)
    for (const array of [outcome, ...Object.values(gradients)]) backend.release(array)
    return [...products]
  })
  if (E.isLeft(run)) return run
  const values = await backend.download(run.right.map(([, product]) => product))()
  for (const [, product] of run.right) backend.release(product)
  return E.map((found: readonly Float32Array[]) =>
    byGroup(reads, new Map(run.right.map(([path], at) => [path, known(found[at])])), factorsOf(batch, channelsOf(output))),
  )(values)
}

/** What makes each sample's part of a batch's loss, the mean over all that counts in it, the sample's own. */
const factorsOf = (batch: TrainingBatch, classes: number): readonly number[] => {
  const { labels, weight } = batch.wanted
  const samples = samplesIn(batch)
  if (labels === undefined) return new Array<number>(samples).fill(samples)
  const cells = labels.length / samples
  return Array.from({ length: samples }, (_, sample) => {
    const labeled = labeledIn(labels.subarray(sample * cells, (sample + 1) * cells), classes)
    return labeled === 0 ? 0 : weight / labeled
  })
}

/** What each layer reads times its gradient, [samples, channels], put together by group, each sample's times its factor. */
const byGroup = (
  { groups, places }: Reads,
  products: ReadonlyMap<string, Float32Array>,
  factors: readonly number[],
): readonly Float64Array[] => {
  const samples = factors.length
  const found = groups.map(({ width }) => new Float64Array(samples * width))
  for (const [path, values] of products) {
    const read = values.length / samples
    for (const { place, group, channel } of known(places.get(path), path)) {
      const into = known(found[group])
      const width = into.length / samples
      for (const [sample, factor] of factors.entries()) {
        const at = sample * width + channel
        into[at] = (into[at] as number) + factor * (values[sample * read + place] as number)
      }
    }
  }
  return found
}

/** Sums over pixels: [batch, ..., channels] to [batch, channels]; takes the array. */
const summed = (backend: Backend, array: DeviceArray): DeviceArray => {
  if (array.shape.length === 2) return array
  const pixels = elementCount(array.shape.slice(1, -1))
  const means = backend.globalAveragePool.apply(array, undefined)
  const sums = backend.combine(pixels, means, 0, means)
  backend.release(means)
  return sums
}
