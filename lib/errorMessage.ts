/** Everything that can go wrong in the library, as one union, and one sentence for each. */
import { type NetworkMismatch, networkMismatchMessage } from './checkpoint/refine.js'
import { descriptionMessage } from './checkpoint/description.js'
import { type PlanFormatError, planFormatMessage } from './checkpoint/planCodec.js'
import type { CheckpointError } from './checkpoint/networkFile.js'
import { safetensorsMessage } from './checkpoint/safetensors.js'
import type { CifarError } from './data/cifar.js'
import { type ModuleNamesMismatch, moduleNamesMessage } from './checkpoint/stateArrays.js'
import { type StateDictMismatch, stateDictMessage } from './checkpoint/stateDict.js'
import { type DatasetError, datasetErrorMessage } from './data/samples.js'
import { type SamplesError, samplesErrorMessage } from './data/rawSamples.js'
import { fileErrorMessage } from './data/fileError.js'
import type { IdxError } from './data/idx.js'
import { type Released, releasedMessage } from './inference/released.js'
import { type WriteError, writeMessage } from './file/writeError.js'
import { type ArrayMismatch, arrayMessage } from './network/arrays.js'
import { type InputMismatch, inputMessage } from './network/forward.js'
import type { ShapeError } from './network/walk.js'
import { type PlanError, planMessage } from './pruning/plan.js'
import { anObject } from './shape/kind.js'
import { checkedArgument } from './shape/options.js'
import { type TensorError, tensorMessage } from './shape/tensor.js'
import { type FitError, fitMessage } from './training/fitError.js'

/** What the `Left` of any of our functions holds; told apart by `_tag`. `FitError` includes what a backend reports. */
export type NarrownetError =
  | FitError
  | PlanError
  | ShapeError
  | InputMismatch
  | ArrayMismatch
  | NetworkMismatch
  | StateDictMismatch
  | ModuleNamesMismatch
  | TensorError
  | DatasetError
  | SamplesError
  | IdxError
  | CifarError
  | CheckpointError
  | PlanFormatError
  | WriteError
  | Released

/**
 * One sentence for a person: what was expected, what was found, and where.
 *
 * @example
 * errorMessage({ _tag: 'BadRatio', ratio: 2 }) // => 'the pruning ratio is 2: it must be at least 0 and less than 1'
 */
export const errorMessage = (given: NarrownetError): string => {
  const error = checkedArgument('errorMessage', 'the error', anObject<NarrownetError>(), given)
  switch (error._tag) {
    case 'PlanMismatch':
    case 'EmptiedLayer':
    case 'BadChannels':
    case 'BadWidth':
    case 'RatioMismatch':
    case 'BadScores':
    case 'BadRatio':
    case 'NoBatchNorm':
    case 'NotMeasured':
    case 'NotTied':
    case 'UnevenGroups':
    case 'BadTiedChannels':
    case 'BadBudget':
    case 'BudgetTooSmall':
      return planMessage(error)
    case 'PlanFormatError':
      return planFormatMessage(error)
    case 'ShapeError':
      return error.problem
    case 'InputMismatch':
      return inputMessage(error)
    case 'ArrayMismatch':
      return arrayMessage(error)
    case 'NetworkMismatch':
      return networkMismatchMessage(error)
    case 'StateDictMismatch':
      return stateDictMessage(error)
    case 'ModuleNamesMismatch':
      return moduleNamesMessage(error)
    case 'TensorShape':
    case 'TensorSize':
      return tensorMessage(error)
    case 'DatasetError':
      return datasetErrorMessage(error)
    case 'SamplesError':
      return samplesErrorMessage(error)
    case 'IdxError':
    case 'CifarError':
      return fileErrorMessage(error)
    case 'SafetensorsError':
      return safetensorsMessage(error)
    case 'DescriptionError':
      return descriptionMessage(error)
    case 'Released':
      return releasedMessage(error)
    case 'WriteError':
      return writeMessage(error)
    default:
      return fitMessage(error)
  }
}
