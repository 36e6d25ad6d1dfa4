/** Channels by the weights that make them, each times the loss's gradient by it: weights that are large where the loss does not care do not count. */
import { either as E, function as F, type taskEither as TE } from 'fp-ts'
import type { AnyDataset } from '../data/dataset.js'
import type { Backend, DeviceArray } from '../engine/backend.js'
import { mapArrays } from '../network/arrays.js'
import type { Context } from '../network/differentiate.js'
import { constants } from '../network/forward.js'
import type { AnyNetwork } from '../network/network.js'
import { key } from '../random/key.js'
import { known } from '../shape/invariant.js'
import { checkedOptions } from '../shape/options.js'
import { downloadAll } from '../training/deviceState.js'
import { entered } from '../training/entered.js'
import { sizeProblem } from '../training/evaluate.js'
import type { FitError } from '../training/fitError.js'
import { usualLoss } from '../training/loss/loss.js'
import { mismatch, type DataFor } from '../training/mismatch.js'
import { derived } from '../training/derived.js'
import { measuredCriterion, type NotMeasured } from './measuredCriterion.js'
import { candidatesOf, type Criterion, surveyed, tiedCandidates } from './criterion.js'
import { sumByChannel } from './filterNorm.js'
import { batchesKinds, type BatchesOptions, overBatches } from './overBatches.js'

/**
 * The criterion that ranks this network's channels by their weights times the gradient, over a data set:
 *
 *     s[o] = sum of |w[u, v, c, o] * dL/dw[u, v, c, o]|      L the mean loss over the samples (or the cells that have a class), the network as it is at rest
 *
 * so each weight counts as much as the loss would change, to first order, if it alone were 0. Weights are those that `l1Norm` sums: of the filter, or of a neuron; of
 * selected channels, those that read them. The criterion knows this network: on another it is a `Left` where the layers or their widths are not the same.
 *
 * A `Left` where the samples are not what the network takes, the batch size is not a positive integer, the device runs out of memory, or the signal asked to stop.
 *
 * @see Lee et al. 2019, "SNIP: single-shot network pruning based on connection sensitivity", section 4.1; Molchanov et al. 2019, section 3, on trained networks
 * @example
 * const digits = syntheticDigits({ count: 32, key: key(1) })
 * const network = mlp({ input: [28, 28, 1], cfg: [6], classes: 10 }, key(0))
 * const plan = F.pipe(
 *   startWasm(),
 *   TE.flatMap((backend) => gradientTimesWeight(backend, network, digits)),
 *   TE.flatMapEither((criterion) => F.pipe(network, planTo(criterion, [2]))),
 *   TE.map(planWidths),
 * )
 * await plan() // => E.right([2])
 */
export const gradientTimesWeight = <Net extends AnyNetwork, Data extends AnyDataset>(
  backend: Backend,
  network: Net,
  samples: DataFor<Net, Data>,
  options: BatchesOptions = {},
): TE.TaskEither<FitError, Criterion<NotMeasured>> => {
  const batches = checkedOptions('gradientTimesWeight', batchesKinds, options)
  const data = entered('gradientTimesWeight', backend, network, samples)
  return async () => {
    const problem = mismatch('gradientTimesWeight', network, data) ?? sizeProblem(batches.batchSize ?? 64)
    if (problem !== undefined) return E.left(problem)
    let sums: ByPath = new Map()
    const release = (): void => {
      for (const sum of sums.values()) backend.release(sum)
    }
    try {
      const counted = await overBatches(data, batches, 0, async (before, batch) => {
        const { weight } = batch.wanted
        const next = backend.scope(() => {
          const { outcome, gradients } = derived(backend, network.nodes, constants(backend), batch, usualLoss(data), atRest)
          backend.release(outcome)
          return added(backend, sums, gradients, weight)
        })
        if (E.isLeft(next)) return next
        release()
        sums = next.right
        return E.right(before + weight)
      })
      if (E.isLeft(counted)) return counted
      return F.pipe(
        await downloadAll(backend, sums)(),
        E.map((gradients) => {
          const products = mapArrays(network, (values, path) => multiplied(values, gradients[path], counted.right))
          return measuredCriterion('gradient times weight', scoresOf(products))
        }),
      )
    } finally {
      release()
    }
  }
}

const atRest: Context = { key: key(0), needsInputGradient: false, atRest: true }

/** Number by number, with the mean of a gradient whose sum over so much this is; what has no gradient as it is. */
const multiplied = (values: Float32Array, gradient: Float32Array | undefined, weight: number): Float32Array => {
  if (gradient === undefined) return values
  const products = new Float32Array(values.length)
  for (let at = 0; at < values.length; at += 1) products[at] = ((values[at] as number) * (gradient[at] as number)) / Math.max(weight, 1)
  return products
}

type ByPath = ReadonlyMap<string, DeviceArray>

/** sums + weight * gradients, of the weights among these; takes the gradients, borrows the sums. */
const added = (backend: Backend, sums: ByPath, gradients: Readonly<Record<string, DeviceArray>>, weight: number): ByPath =>
  new Map(
    Object.entries(gradients).map(([path, gradient]) => {
      const sum = sums.get(path)
      const next = backend.combine(sum === undefined ? 0 : 1, sum ?? gradient, weight, gradient)
      backend.release(gradient)
      return [path, next]
    }),
  )

/** The L1 norms of products, of free and of tied groups, by every layer that makes them. */
const scoresOf = (products: AnyNetwork): ReadonlyMap<string, readonly number[]> => {
  const survey = surveyed(products)
  const tied = survey.coupling.groups.filter(({ fate }) => fate === 'tied')
  const makers = tied.flatMap((group) => group.makers.map(({ path }) => known(tiedCandidates(survey, path), path)))
  return new Map([...candidatesOf(products), ...makers].map(({ path, weight, width }) => [path, sumByChannel(weight, width, 1)]))
}
