/** What keeps a fit from its first step. */
import { type AnyDataset, sampleCount } from '../data/dataset.js'
import type { Backend } from '../engine/backend.js'
import type { AnyNetwork } from '../network/network.js'
import { abortedBy } from './aborted.js'
import type { FitError } from './fitError.js'
import type { AnyRequest } from './fitRequest.js'
import { type FitState, resumeProblem } from './fitState.js'
import { frozenProblem, withFrozen } from './frozenLayers.js'
import { mayLackClasses } from './loss/answers.js'
import { mismatch } from './mismatch.js'
import { optionProblem, type Settings } from './options.js'
import { singleValue } from './singleValue.js'
import { memoryProblem } from './stepMemory.js'
import { validationProblem } from './validation.js'

/** The first of what is wrong with a request and with what it is for; undefined if nothing is. */
export const fitProblem = (
  backend: Backend,
  network: AnyNetwork,
  samples: AnyDataset,
  options: AnyRequest,
  settings: Settings,
  from: FitState,
): FitError | undefined => {
  const training = withFrozen(network, settings.frozen)
  return (
    abortedBy(settings.signal) ??
    optionProblem(settings, samples, options, network) ??
    mismatch('fit', network, samples) ??
    frozenProblem(network.nodes, options.frozen) ??
    validationProblem(samples, options.validation) ??
    resumeProblem(network.nodes, from, settings, samples) ??
    (from.epochsDone < settings.epochs ? singleValue(training, samples, settings) : undefined) ??
    memoryProblem(backend, training, Math.ceil(Math.min(settings.batchSize, sampleCount(samples)) / settings.workers), {
      ...settings,
      mayLackClasses: mayLackClasses(samples),
    })
  )
}
