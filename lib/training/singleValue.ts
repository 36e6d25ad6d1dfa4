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

/** A layer that takes statistics of the batch would have one value for each channel. */
export interface SingleValue {
  readonly _tag: 'SingleValue'
  /** the layer */
  readonly path: string
  /** every batch, or the last of each epoch, which has the samples that are left */
  readonly batch: 'every' | 'last'
  /** how many workers share that batch */
  readonly workers: number
}

/** The first layer that a fit would give one value to normalize by; undefined if each gets more. */
export const singleValue = (
  network: AnyNetwork,
  samples: AnyDataset,
  { batchSize, dropLast, workers }: Settings,
): SingleValue | undefined => {
  const count = sampleCount(samples)
  const frozen = frozenIn(network.nodes)
  const layer = visitsOf(network.input, network.nodes).find(
    (visit) => !frozen.has(visit.path) && takesStatistics(visit.layer) && elementCount(visit.input.slice(0, -1)) === 1,
  )
  if (layer === undefined) return undefined
  const sizes = { every: Math.min(batchSize, count), last: dropLast ? 0 : count % batchSize }
  // a batch is shared as evenly as possible, and none gets nothing: one of them has a single sample if it has fewer than two each
  const single = (['every', 'last'] as const).find((batch) => sizes[batch] > 0 && sizes[batch] < 2 * Math.min(workers, sizes[batch]))
  return single && { _tag: 'SingleValue', path: layer.path, batch: single, workers: Math.min(workers, sizes[single]) }
}

const takesStatistics = (layer: Parameters<typeof definitionOf>[0]): boolean =>
  Object.values(definitionOf(layer).arrays(layer)).some(({ role }) => role === 'statistic')

/**
 * One sentence for a person.
 *
 * @example
 * singleValueMessage({ _tag: 'SingleValue', path: '1', batch: 'last', workers: 1 })
 * // => 'layer 1 would normalize a single value per channel in the last batch, which has 1 sample: take another batchSize, or dropLast'
 */
export const singleValueMessage = ({ path, batch, workers }: SingleValue): string => {
  const where = batch === 'every' ? 'a batch' : 'the last batch'
  const remedy = batch === 'every' ? 'a larger batchSize' : 'another batchSize, or dropLast'
  return workers === 1
    ? `layer ${path} would normalize a single value per channel in ${where}, which has 1 sample: take ${remedy}`
    : `layer ${path} would normalize a single value per channel in a worker's share of ${where}: take ${remedy}, or fewer workers`
}
