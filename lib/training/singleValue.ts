/**
 * Batch norm over a single value. Mean and variance of one number are the number and 0: whatever comes in, the shift comes out and no gradient
 * goes back, so the network would train towards nothing. PyTorch refuses it, too ("Expected more than 1 value per channel when training").
 *
 * How many values there are follows from sizes alone, so a fit is refused before it starts.
 */
import { type AnyDataset, sampleCount } from '../data/dataset.js'
import { definitionOf } from '../layer/layer.js'
import { frozenIn } from '../network/arrays.js'
import { visitsOf } from '../network/visitsOf.js'
import type { AnyNetwork } from '../network/network.js'
import { elementCount } from '../shape/shape.js'
import type { Settings } from './options.js'
import { shardSizes } from './shard.js'

/** A layer that takes statistics of the batch would have one value for each channel. */
export interface SingleValue {
  readonly _tag: 'SingleValue'
  /** the layer */
  readonly path: string
  /** every batch, or the last of each epoch, which has the samples that are left */
  readonly batch: 'every' | 'last'
  /** how many workers share that batch */
  readonly workers: number
  /** in how many parts each works through its share; there only where they are several */
  readonly parts?: number
}

/** The first layer that a fit would give one value to normalize by; undefined if each gets more. */
export const singleValue = (
  network: AnyNetwork,
  samples: AnyDataset,
  { batchSize, dropLast, workers, accumulate }: Settings,
): SingleValue | undefined => {
  const count = sampleCount(samples)
  const frozen = frozenIn(network.nodes)
  const layer = visitsOf(network.input, network.nodes).find(
    (visit) => !frozen.has(visit.path) && takesStatistics(visit.layer) && elementCount(visit.input.slice(0, -1)) === 1,
  )
  if (layer === undefined) return undefined
  const sizes = { every: Math.min(batchSize, count), last: dropLast ? 0 : count % batchSize }
  const single = (['every', 'last'] as const).find((batch) => smallest(smallest(sizes[batch], workers), accumulate) === 1)
  if (single === undefined) return undefined
  const sharing = Math.min(workers, sizes[single])
  const parts = Math.min(accumulate, Math.max(...shardSizes(sizes[single], sharing)))
  return { _tag: 'SingleValue', path: layer.path, batch: single, workers: sharing, ...(parts > 1 && { parts }) }
}

/** The last shard has the fewest samples; of none there are none. */
const smallest = (samples: number, shards: number): number => shardSizes(samples, shards).at(-1) ?? 0

const takesStatistics = (layer: Parameters<typeof definitionOf>[0]): boolean =>
  Object.values(definitionOf(layer).arrays(layer)).some(({ role }) => role === 'statistic')

/**
 * One sentence for a person.
 *
 * @example
 * singleValueMessage({ _tag: 'SingleValue', path: '1', batch: 'last', workers: 1 })
 * // => 'layer 1 would normalize a single value per channel in the last batch, which has 1 sample: take another batchSize, or dropLast'
 */
export const singleValueMessage = ({ path, batch, workers, parts }: SingleValue): string => {
  const whole = batch === 'every' ? 'a batch' : 'the last batch'
  const remedies = [
    batch === 'every' ? 'a larger batchSize' : 'another batchSize, or dropLast',
    ...(workers > 1 ? ['fewer workers'] : []),
    ...(parts === undefined ? [] : ['a smaller accumulate']),
  ]
  const shared = workers > 1 ? `a worker's share of ${whole}` : whole
  const where = parts !== undefined ? `a part of ${shared}` : workers > 1 ? shared : `${whole}, which has 1 sample`
  return `layer ${path} would normalize a single value per channel in ${where}: take ${remedies.join(', or ')}`
}
