/** How a fit can end early, as data. */
import { type ModelError, modelErrorMessage } from '../data/model.js'
import { type EngineError, engineMessage, orMoreParts } from '../engine/engineError.js'
import { type ArrayMismatch, arrayMessage } from '../network/arrays.js'
import { type Shape, showShape } from '../shape/shape.js'
import { shownBytes } from '../shape/shownBytes.js'
import { type AnswerNotFinite, answerNotFiniteMessage } from './answerNotFinite.js'
import { type Aborted, abortedMessage } from './aborted.js'
import { type ResumeMismatch, resumeMessage } from './fitState.js'
import { type SingleValue, singleValueMessage } from './singleValue.js'
import type { BadOption } from './options.js'

/** How a fit, or an evaluation, can end early; what a device cannot do (`EngineError`) is said in its own words. */
export type FitError =
  | EngineError
  | BadOption
  | ResumeMismatch
  | ArrayMismatch
  | Aborted
  | ModelError
  | {
      /** The loss became infinite or no number: the learning rate is too high, or the data is damaged. The last epoch's network is unharmed. */
      readonly _tag: 'LossNotFinite'
      readonly epoch: number
      readonly step: number
      readonly loss: number
    }
  | {
      /** The last step of an epoch left an array with an infinity or no number in it: the learning rate is too high. */
      readonly _tag: 'WeightsNotFinite'
      readonly epoch: number
      /** the array */
      readonly path: string
    }
  | AnswerNotFinite
  | SingleValue
  | {
      /** A step on so many samples at once needs more memory than the device has. Nothing was started; fewer may fit. */
      readonly _tag: 'StepTooLarge'
      /** samples at once: of a batch, or of the part of one that a worker works through at a time */
      readonly batchSize: number
      readonly peakBytes: number
      readonly limitBytes: number
    }
  | {
      /** Workers died too often, or the last one that knew the state of the fit died. `reason` is the last one's. */
      readonly _tag: 'WorkerLost'
      readonly deaths: number
      readonly reason: string
    }
  | {
      /** The data set's samples, classes or targets are not what the network takes and gives, or there are no samples. */
      readonly _tag: 'DatasetMismatch'
      readonly field: 'shape' | 'classes' | 'targets' | 'samples'
      readonly expected: Shape
      readonly found: Shape
    }

/**
 * One sentence for a person.
 *
 * @example
 * fitMessage({ _tag: 'BadOption', option: 'batchSize', expected: 'a whole number, 1 or more', found: 0 })
 * // => 'batchSize: expected a whole number, 1 or more, found 0'
 */
export const fitMessage = (error: FitError): string => {
  switch (error._tag) {
    case 'BadOption':
      return `${error.option}: expected ${error.expected}, found ${String(error.found)}`
    case 'Aborted':
      return abortedMessage(error)
    case 'LossNotFinite':
      return `the loss became ${error.loss} in epoch ${error.epoch}, step ${error.step}: try a lower learning rate, or clip gradients; targets that are numbers belong near 0 and 1`
    case 'WeightsNotFinite':
      return `${error.path} is no longer finite after epoch ${error.epoch}: try a lower learning rate, or clip gradients`
    case 'AnswerNotFinite':
      return answerNotFiniteMessage(error)
    case 'SingleValue':
      return singleValueMessage(error)
    case 'StepTooLarge':
      return `a training step on ${error.batchSize === 1 ? 'one sample' : `batches of ${error.batchSize}`} needs ${shownBytes(error.peakBytes)} at once, but the backend holds ${shownBytes(error.limitBytes)}${error.batchSize === 1 ? '' : `: try smaller batches${orMoreParts}`}`
    case 'WorkerLost':
      return `training was given up after ${error.deaths === 1 ? 'a worker was' : `${error.deaths} workers were`} lost; the last one: ${error.reason}`
    case 'DatasetMismatch':
      if (error.field === 'samples') return 'the data set has no samples'
      return error.field === 'shape'
        ? `the network's input is ${showShape(error.expected)}, but the data set's samples are ${showShape(error.found)}`
        : `the network's output is ${showShape(error.expected)}, but the data set ${error.field === 'classes' ? `has ${error.found.join()} classes` : `wants ${showShape(error.found)}`}`
    case 'ResumeMismatch':
      return resumeMessage(error)
    case 'ArrayMismatch':
      return arrayMessage(error)
    case 'ModelError':
      return modelErrorMessage(error)
    default:
      return engineMessage(error)
  }
}
