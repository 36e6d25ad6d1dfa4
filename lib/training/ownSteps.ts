/** Steps taken here, on the caller's own backend. */
import { either as E } from 'fp-ts'
import { batchAt } from '../data/batch.js'
import type { Dataset } from '../data/dataset.js'
import type { Backend } from '../engine/backend.js'
import type { Node } from '../network/network.js'
import type { Shape } from '../shape/shape.js'
import { downloadState, releaseState, uploadState, type Slots } from './deviceState.js'
import type { FitError } from './fitError.js'
import { step } from './step.js'
import { outcomeOf, type Steps } from './steps.js'

/** A fit's steps, one after the other, on one backend. */
export const ownSteps = (backend: Backend, nodes: readonly Node[], slots: Slots, samples: Dataset<Shape>): E.Either<FitError, Steps> => {
  const started = backend.scope(() => uploadState(backend, nodes, slots))
  if (E.isLeft(started)) return started
  let state = started.right
  return E.right({
    ahead: 1,
    take: async ({ batch: { indices, augment }, key, update }) => {
      const batch = batchAt<Shape>(samples, indices, augment)
      const taken = step(backend, nodes, state, batch, { ...update, key })
      if (E.isLeft(taken)) return taken
      const { outcome, state: next } = taken.right
      releaseState(backend, state)
      state = next
      const read = backend.download([outcome])()
      backend.release(outcome)
      return E.right(() => read.then(E.map(([values]) => outcomeOf(values))))
    },
    values: () => downloadState(backend, state)(),
    end: async () => releaseState(backend, state),
  })
}
