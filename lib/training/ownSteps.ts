/** Steps taken here, on the caller's own backend. */
import { either as E } from 'fp-ts'
import { batchAt } from '../data/batch.js'
import type { Dataset } from '../data/dataset.js'
import type { Backend } from '../engine/backend.js'
import type { Node } from '../network/network.js'
import { known } from '../shape/invariant.js'
import type { Shape } from '../shape/shape.js'
import { type ArrayValues, downloadAll, downloadState, releaseState, uploadState, type Velocity } from './deviceState.js'
import { scores } from './evaluate.js'
import type { FitError } from './fitError.js'
import { step } from './step.js'
import type { Steps } from './steps.js'

/** A fit's steps, one after the other, on one backend. */
export const ownSteps = (
  backend: Backend,
  nodes: readonly Node[],
  velocity: Velocity,
  samples: Dataset<Shape>,
): E.Either<FitError, Steps> => {
  const started = backend.scope(() => uploadState(backend, nodes, velocity))
  if (E.isLeft(started)) return started
  let state = started.right
  return E.right({
    take: async ({ batch: { indices, augment }, key, update }) => {
      const batch = batchAt<Shape>(samples, indices, augment)
      const taken = step(backend, nodes, state, batch, { ...update, key })
      if (E.isLeft(taken)) return taken
      const { loss, logits, state: next } = taken.right
      releaseState(backend, state)
      state = next
      const read = await downloadAll(backend, Object.entries({ loss, logits }))()
      backend.release(loss)
      backend.release(logits)
      return E.map((values: ArrayValues) => ({
        loss: values.loss?.[0] ?? Number.NaN,
        correct: scores(known(values.logits), batch.labels).correct,
      }))(read)
    },
    values: () => downloadState(backend, state)(),
    end: async () => releaseState(backend, state),
  })
}
