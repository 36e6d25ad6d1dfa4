/**
 * Steps taken by several workers at once, each on a shard of the batch.
 *
 * A step is one round trip: every worker is told to apply the step before and to derive its shard's gradients of this one. The sum over
 * shards is the gradient of the batch's mean loss, so without batch norm and dropout it is the step that one worker would take, up to
 * rounding. Batch norm normalizes each shard by itself. While the workers compute, this thread makes the next batch:
 * gathers, normalizes and augments it.
 *
 * Same network, samples, options, key, number of workers and kind of host (`startWasm`, relaxedSimd): same bits, also when a worker died on the
 * way.
 */
import { either as E, taskEither as TE } from 'fp-ts'
import type { AnyDataset } from '../../data/dataset.js'
import type { Origin } from '../../engine/backend.js'
import { mapLayers } from '../../network/arrays.js'
import type { Node } from '../../network/network.js'
import { foldIn } from '../../random/key.js'
import { invariant } from '../../shape/invariant.js'
import type { AbortSignalLike } from '../aborted.js'
import type { ArrayValues, StateValues } from '../deviceState.js'
import type { Loss } from '../loss/loss.js'
import { shardsOf, sharesOf } from '../shard.js'
import type { BatchPlan, Steps } from '../steps.js'
import { countedOf, type TrainingBatch, trainingParts } from '../trainingBatch.js'
import { ownModules } from './importedLayers.js'
import { modulesOfLoss, withTeachersNodes } from './importedLoss.js'
import type { Update } from './protocol.js'
import { shareable, transferred } from './shareable.js'
import { workerPool } from './workerPool.js'

/** How many workers, and how long to wait for them. */
export interface Crew {
  readonly workers: number
  /** in how many parts each works through its shard */
  readonly accumulate: number
  /** seconds to wait for an answer of any worker */
  readonly timeout: number
  /** stops the workers, also in the middle of a step */
  readonly signal: AbortSignalLike | undefined
}

const shareableAll = (arrays: ArrayValues): ArrayValues =>
  Object.fromEntries(Object.entries(arrays).map(([name, values]) => [name, shareable(values)]))

const valuesOf = (parts: readonly TrainingBatch[]): readonly ArrayBufferView[] =>
  parts.flatMap(({ input, wanted: { labels, targets, counts } }) =>
    [input.values, labels, targets?.values, counts].flatMap((values) => values ?? []),
  )

/** A shard, in its parts. */
type Batch = readonly TrainingBatch[]

/** Workers start with the first step. */
export const parallelSteps = (
  origin: Origin,
  nodes: readonly Node[],
  { slots, average }: Pick<StateValues, 'slots' | 'average'>,
  samples: AnyDataset,
  loss: Loss,
  { workers, accumulate, timeout, signal }: Crew,
): Steps => {
  const shared = (tree: readonly Node[]): readonly Node[] => mapLayers(tree, (node) => ({ ...node, arrays: shareableAll(node.arrays) }))
  const pool = workerPool({
    origin,
    loss: withTeachersNodes(loss, shared),
    nodes: shared(nodes),
    modules: [...new Set([...ownModules(nodes), ...modulesOfLoss(loss)].flatMap(({ module }) => module ?? []))],
    initial: {
      stepsTaken: 0,
      values: {
        arrays: {},
        slots: Object.fromEntries(Object.entries(slots).map(([slot, arrays]) => [slot, shareableAll(arrays)])),
        average: average && shareableAll(average),
      },
    },
    timeout,
  })
  const stop = (): void => void pool.close()
  signal?.addEventListener('abort', stop)
  const partsOf = ({ augment }: BatchPlan, shard: Uint32Array): Batch => trainingParts(samples, shard, augment, loss, accumulate)
  const batchesOf = (plan: BatchPlan): readonly Batch[] => shardsOf(plan.indices, workers).map((shard) => partsOf(plan, shard))
  let update: Update | undefined
  let prepared: { readonly plan: BatchPlan; readonly batches: readonly Batch[] } | undefined

  return {
    ahead: 0,
    take: async ({ batch: plan, key, update: options }, next) => {
      const shards = shardsOf(plan.indices, workers)
      const batches = prepared?.plan === plan ? prepared.batches : batchesOf(plan)
      const weights = sharesOf(batches.map((parts) => countedOf(parts).weight))
      const counted = countedOf(batches.flat())
      prepared = undefined
      const before = update
      const ask = (rank: number) => {
        const shard = shards[rank]
        let ready = batches[rank]
        return pool.ask(rank, () => {
          if (shard === undefined) return [{ _tag: 'step', update: before, task: undefined }, []]
          const parts = ready ?? partsOf(plan, shard)
          ready = undefined
          const transfer = transferred(valuesOf(parts))
          return [{ _tag: 'step', update: before, task: { rank, parts, key: foldIn(key, rank) } }, transfer]
        })
      }
      const asked = Array.from({ length: workers }, (_, rank) => ask(rank))
      if (next !== undefined) prepared = { plan: next, batches: batchesOf(next) }
      const answered = E.sequenceArray(await Promise.all(asked))
      if (E.isLeft(answered)) return answered
      const derived = answered.right.flatMap((answer, rank) =>
        answer._tag === 'derived' ? [{ ...answer, weight: weights[rank] ?? 0 }] : [],
      )
      update = {
        step: before === undefined ? 0 : before.step + 1,
        shares: derived.map(({ share, weight }) => ({ values: share, weight })),
        options,
      }
      return E.right(
        TE.right({
          loss: derived.reduce((sum, { loss, weight }) => sum + weight * loss, 0),
          measure: derived.reduce((sum, { measure }) => sum + measure, 0),
          ...counted,
        }),
      )
    },
    values: async () => {
      const answer = await pool.ask(0, () => [{ _tag: 'state', update }, []])
      if (E.isLeft(answer)) return answer
      return answer.right._tag === 'state' ? E.right(answer.right.state.values) : invariant('a worker answered another question')
    },
    end: async () => {
      signal?.removeEventListener('abort', stop)
      await pool.close()
    },
  }
}
