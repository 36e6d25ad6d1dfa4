/** All that is asked of a fit in one value: its options, and what it is given beside the samples. */
import type { AnyDataset, Dataset } from '../data/dataset.js'
import { givenSamples } from '../data/givenSamples.js'
import { anObject, optional } from '../shape/kind.js'
import { checkedOptions } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import type { FitState } from './fitState.js'
import type { Loss } from './loss/loss.js'
import { type FitOptions, optionKinds } from './options.js'

/** What a fit is told, and what it is given beside the samples. */
export interface FitRequest<In extends Shape, Validation = Dataset<In>, FitLoss = Loss> extends FitOptions<FitLoss> {
  /** samples to measure each epoch's network on, in inference mode; of the network's shape and answers, normalized as the training samples are */
  readonly validation?: Validation | undefined
  /** the state of an earlier fit's epoch, where that epoch's network is given: the fit goes on as if it had not stopped */
  readonly resume?: FitState | undefined
}

/** A request as run time sees it. */
export type AnyRequest = FitRequest<Shape, AnyDataset>

/** The request itself; what no compiler lets pass throws. */
export const checkedRequest = <In extends Shape, Validation, FitLoss>(
  caller: string,
  given: FitRequest<In, Validation, FitLoss>,
): AnyRequest => {
  const request = checkedOptions<AnyRequest>(
    caller,
    { ...optionKinds, validation: optional(anObject()), resume: optional(anObject()) },
    given as unknown as AnyRequest, // a validation that is no data set, a loss that is none: sentences are for the compiler to say, never values
  )
  if (request.validation !== undefined) givenSamples(caller, request.validation)
  return request
}
