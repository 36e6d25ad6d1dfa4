/** Steps taken here, on the caller's own backend. */
import { either as E } from 'fp-ts'
import type { AnyDataset } from '../data/dataset.js'
import type { Backend } from '../engine/backend.js'
import type { Node } from '../network/network.js'
import { downloadState, releaseState, type StateValues, uploadState } from './deviceState.js'
import type { FitError } from './fitError.js'
import { ofStep } from './ofStep.js'
import type { Settings } from './options.js'
import { step } from './step.js'
import { outcomeOf, type Steps } from './steps.js'
import { countedOf, largestOf, trainingParts } from './trainingBatch.js'

/** A fit's steps, one after the other, on one backend. */
export const ownSteps = (
  backend: Backend,
  nodes: readonly Node[],
  initial: Partial<StateValues>,
  samples: AnyDataset,
  { loss, accumulate }: Pick<Settings, 'loss' | 'accumulate'>,
): E.Either<FitError, Steps> => {
  const started = backend.scope(() => uploadState(backend, nodes, initial))
  if (E.isLeft(started)) return started
  let state = started.right
  return E.right({
    ahead: 1,
    take: async ({ batch: { indices, augment }, key, update }) => {
      const parts = trainingParts(samples, indices, augment, loss, accumulate)
      const taken = step(backend, nodes, state, parts, { ...update, key, loss })
      if (E.isLeft(taken)) return E.left(ofStep(taken.left, largestOf(parts)))
      const { outcome, state: next } = taken.right
      releaseState(backend, state)
      state = next
      const read = backend.download([outcome])()
      backend.release(outcome)
      const counted = countedOf(parts)
      return E.right(() => read.then(E.map(([values]) => ({ ...outcomeOf(values), ...counted }))))
    },
    values: () => downloadState(backend, state)(),
    end: async () => releaseState(backend, state),
  })
}
