/**
 * A batch worked through in parts, one after the other: only one part's activations are on the device at a time, and the gradients are added up.
 *
 * Each part counts for its share of the batch, so without batch norm and dropout the sum is the gradient of the batch's mean loss, up to rounding.
 * Batch norm normalizes each part by itself, and running statistics move once a part, as where a PyTorch loop calls `backward()` for each part before
 * it takes a step.
 */
import type { Backend, DeviceArray } from '../engine/backend.js'
import type { ByPath } from '../network/differentiate.js'
import type { Node } from '../network/network.js'
import { foldIn, type Key } from '../random/key.js'
import { known } from '../shape/invariant.js'
import { derived, type Derived, training } from './derived.js'
import { type DeviceState, lookupIn } from './deviceState.js'
import type { Loss } from './loss/loss.js'
import { sharesOf } from './shard.js'
import type { TrainingBatch } from './trainingBatch.js'

/** What a batch says, given in one part or several; only inside a `scope`. */
export const derivedInParts = (
  backend: Backend,
  nodes: readonly Node[],
  state: DeviceState,
  parts: readonly TrainingBatch[],
  loss: Loss,
  key: Key,
): Derived => {
  const [first, ...others] = parts
  // a batch in one part draws as it does where nobody speaks of parts
  const ofFirst = derived(
    backend,
    nodes,
    lookupIn(backend, state),
    known(first),
    loss,
    training(others.length === 0 ? key : foldIn(key, 0)),
  )
  if (others.length === 0) return ofFirst
  const [ofWhole = 0, ...shares] = sharesOf(parts.map(({ wanted }) => wanted.weight))
  const start = { ...ofFirst, outcome: weighed(backend, ofFirst.outcome, ofWhole) }
  return others.reduce<Derived>((before, part, at) => {
    const moved = { ...state, arrays: new Map([...state.arrays, ...Object.entries(before.statistics)]) }
    const now = derived(backend, nodes, lookupIn(backend, moved), part, loss, training(foldIn(key, at + 1)))
    for (const array of Object.values(before.statistics)) backend.release(array)
    const share = known(shares[at])
    return {
      outcome: backend.add(before.outcome, weighed(backend, now.outcome, share)),
      // the first part's are not weighed yet: that would be a pass of its own
      gradients: combined(backend, at === 0 ? ofWhole : 1, before.gradients, share, now.gradients),
      statistics: now.statistics,
    }
  }, start)
}

/** [loss, measure] of a part as it counts for the batch: a share of a mean, and all of a sum; takes it. */
const weighed = (backend: Backend, outcome: DeviceArray, share: number): DeviceArray => {
  const factors = backend.filled([2], (values) => values.set([share, 1]))
  const counted = backend.multiply.apply(outcome, factors)
  backend.release(factors)
  return counted
}

/** leftFactor * left + rightFactor * right of each path; takes all. */
const combined = (backend: Backend, leftFactor: number, left: ByPath, rightFactor: number, right: ByPath): ByPath =>
  Object.fromEntries(
    Object.entries(left).map(([path, one]) => {
      const other = known(right[path], path)
      const sum = backend.combine(leftFactor, one, rightFactor, other)
      for (const array of [one, other]) backend.release(array)
      return [path, sum]
    }),
  )
