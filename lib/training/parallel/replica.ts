/**
 * A worker's side of a fit: a replica of all that moves, on the worker's own backend.
 *
 * Every replica applies the same shares in the same order, so replicas stay equal to the bit and any of them can stand in for another.
 * Running statistics are those of shard 0, as in PyTorch's DistributedDataParallel, where process 0's are broadcast.
 */
import { either as E } from 'fp-ts'
import type { Backend, DeviceArray } from '../../engine/backend.js'
import { known } from '../../shape/invariant.js'
import { derivedInParts } from '../derivedInParts.js'
import { type DeviceState, downloadState, releaseState, uploadState } from '../deviceState.js'
import { ofStep } from '../ofStep.js'
import { updated } from '../step.js'
import { outcomeOf } from '../steps.js'
import { largestOf } from '../trainingBatch.js'
import type { Answer, Request, Task, Update } from './protocol.js'
import { sharedFloats } from './shareable.js'
import { shareLayout, type Slot } from './shareLayout.js'

type StartRequest = Extract<Request, { readonly _tag: 'start' }>

/** A shard's result, kept on the device until all shards are done. */
interface Pending {
  readonly rank: number
  readonly arrays: ReadonlyMap<string, DeviceArray>
}

/** Answers requests, one after the other: the next only when the one before is answered. */
export type Replica = (request: Exclude<Request, StartRequest>) => Promise<Answer>

/** A replica that starts at a given state; a `failed` answer where the device cannot hold it. */
export const replicaOf = (backend: Backend, { nodes, loss, state: { stepsTaken, values } }: StartRequest): Replica | Answer => {
  const started = backend.scope(() => uploadState(backend, nodes, values))
  if (E.isLeft(started)) return { _tag: 'failed', error: started.left }
  const layout = shareLayout(nodes)
  const shareLength = layout.at(-1)?.end ?? 0
  // Two, in turn: while this worker writes a step's share, a slower one may still read the share of the step before.
  const shared = [sharedFloats(shareLength), sharedFloats(shareLength)]
  let state: DeviceState = started.right
  let taken = stepsTaken
  let pending: Pending | undefined

  const forget = (): void => {
    for (const array of pending?.arrays.values() ?? []) backend.release(array)
    pending = undefined
  }

  /** Undefined when all is well. A replica that is already past the step leaves it alone. */
  const apply = (update: Update | undefined): Answer | undefined => {
    if (update === undefined || update.step !== taken) return undefined
    const next = backend.scope(() => {
      const part = partsOf(backend, update, pending)
      const gradients = layout.filter(({ trained }) => trained).map((slot) => [slot.path, averaged(backend, update, part, slot)] as const)
      const statistics = layout.filter(({ trained }) => !trained).map((slot) => [slot.path, part(slot, 0)] as const)
      return updated(backend, state, Object.fromEntries(gradients), Object.fromEntries(statistics), update.options)
    })
    if (E.isLeft(next)) return { _tag: 'failed', error: next.left }
    releaseState(backend, state)
    forget()
    state = next.right
    taken += 1
    return undefined
  }

  const work = async ({ rank, parts, key }: Task): Promise<Answer> => {
    forget()
    const run = backend.scope(() => derivedInParts(backend, nodes, state, parts, loss, key))
    if (E.isLeft(run)) return { _tag: 'failed', error: ofStep(run.left, largestOf(parts)) }
    const { outcome, gradients, statistics } = run.right
    pending = { rank, arrays: new Map(Object.entries({ ...gradients, ...statistics })) }
    const share = shared[taken % 2] ?? new Float32Array(shareLength)
    const { arrays } = pending
    const read = backend.download(
      [...layout.map(({ path }) => known(arrays.get(path), path)), outcome],
      [...layout.map(({ start, end }) => share.subarray(start, end)), new Float32Array(2)],
    )()
    backend.release(outcome)
    const values = await read
    return E.isLeft(values) ? { _tag: 'failed', error: values.left } : { _tag: 'derived', share, ...outcomeOf(values.right.at(-1)) }
  }

  return async (request) => {
    const failed = apply(request.update)
    if (failed !== undefined) return failed
    if (request._tag === 'state') {
      const values = await downloadState(backend, state)()
      return E.isLeft(values)
        ? { _tag: 'failed', error: values.left }
        : { _tag: 'state', state: { stepsTaken: taken, values: values.right } }
    }
    return request.task === undefined ? { _tag: 'done' } : work(request.task)
  }
}

type PartOf = (slot: Slot, rank: number) => DeviceArray

/** One slot of one share on the device: this worker's own is still there. The caller's to release. */
const partsOf =
  (backend: Backend, { shares }: Update, pending: Pending | undefined): PartOf =>
  ({ path, shape, start, end }, rank) =>
    pending?.rank === rank
      ? backend.share(known(pending.arrays.get(path), path))
      : backend.upload(known(shares[rank]).values.subarray(start, end), shape)

/** The gradient of the batch's mean loss: sum of weight * share, in the shares' order. */
const averaged = (backend: Backend, { shares }: Update, part: PartOf, slot: Slot): DeviceArray => {
  const factor = (rank: number): number => (rank === 0 ? known(shares[0]).weight : 1)
  let sum = part(slot, 0)
  for (let rank = 1; rank < shares.length; rank += 1) {
    const right = part(slot, rank)
    const next = backend.combine(factor(rank - 1), sum, known(shares[rank]).weight, right)
    backend.release(sum)
    backend.release(right)
    sum = next
  }
  return sum
}
