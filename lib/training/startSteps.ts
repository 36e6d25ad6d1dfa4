/** Who takes the steps of a fit: the caller's backend, or workers. */
import { either as E } from 'fp-ts'
import { type AnyDataset, sampleCount } from '../data/dataset.js'
import type { Backend } from '../engine/backend.js'
import type { Node } from '../network/network.js'
import type { StateValues } from './deviceState.js'
import type { FitError } from './fitError.js'
import { badOption, type Settings } from './options.js'
import { invariant } from '../shape/invariant.js'
import { ownSteps } from './ownSteps.js'
import { ownModules } from './parallel/importedLayers.js'
import { modulesOfLoss } from './parallel/importedLoss.js'
import { isInsideWorker } from './parallel/insideWorker.js'
import { parallelSteps } from './parallel/parallelSteps.js'
import type { Steps } from './steps.js'

/** One worker: the caller's backend itself. More: as many like it, but never more than a batch has samples. */
export const startSteps = (
  backend: Backend,
  nodes: readonly Node[],
  initial: Pick<StateValues, 'slots' | 'average'>,
  samples: AnyDataset,
  { workers, workerTimeout, batchSize, signal, loss, accumulate }: Settings,
): E.Either<FitError, Steps> => {
  if (isInsideWorker())
    invariant(
      'this program was imported by a worker of its own fit, for a layer or a loss that it defines, and starts the fit again: put the definition into a module of its own',
    )
  if (workers === 1) return ownSteps(backend, nodes, initial, samples, { loss, accumulate })
  if (backend.origin === undefined)
    return E.left(badOption('workers', `1 with the ${backend.name} backend, which workers cannot start`, workers))
  const homeless = [...ownModules(nodes), ...modulesOfLoss(loss)].find(({ module }) => module === undefined)
  if (homeless !== undefined)
    return E.left(badOption('workers', `1 with ${homeless.tag}, whose definition names no module that workers could import`, workers))
  const crew = { workers: Math.min(workers, batchSize, sampleCount(samples)), accumulate, timeout: workerTimeout, signal }
  return E.right(parallelSteps(backend.origin, nodes, initial, samples, loss, crew))
}
