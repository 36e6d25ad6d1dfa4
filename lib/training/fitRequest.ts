/** All that is asked of a fit in one value: its options, and what it is given beside the samples. */
import type { Dataset } from '../data/dataset.js'
import { givenSamples } from '../data/givenSamples.js'
import { anObject, optional } from '../shape/kind.js'
import { checkedOptions } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import type { FitState } from './fitState.js'
import type { SamplesFor } from './mismatch.js'
import { type FitOptions, optionKinds } from './options.js'

/** What a fit is told, and what it is given beside the samples. */
export interface FitRequest<In extends Shape, Given extends Shape = In> extends FitOptions {
  /** samples to measure each epoch's network on, in inference mode; of the network's shape and classes, normalized as the training samples are */
  readonly validation?: SamplesFor<In, Given> | undefined
  /** the state of an earlier fit's epoch, where that epoch's network is given: the fit goes on as if it had not stopped */
  readonly resume?: FitState | undefined
}

/** The request itself; what no compiler lets pass throws. */
export const checkedRequest = <In extends Shape, Given extends Shape>(given: FitRequest<In, Given>): FitRequest<Shape> => {
  const request: FitRequest<Shape> = checkedOptions<FitRequest<Shape>>(
    'fit',
    { ...optionKinds, validation: optional(anObject()), resume: optional(anObject()) },
    given as unknown as FitRequest<Shape>, // the validation is a data set: a sentence is for the compiler to say, never a value
  )
  if (request.validation !== undefined) givenSamples('fit', request.validation as Dataset<Shape>)
  return request
}
