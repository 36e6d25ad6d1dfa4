/** Do a network and a data set go together? The compiler checks the sample's shape; classes, and JavaScript callers, are checked here. */
import type { Dataset } from '../data/dataset.js'
import type { AnyNetwork } from '../network/network.js'
import { sameShape, type Shape } from '../shape/shape.js'
import type { FitError } from './fitError.js'

/** Why they do not go together; undefined if they do. */
export const mismatch = <In extends Shape>(network: AnyNetwork<In>, samples: Dataset<Shape>): FitError | undefined => {
  if (!sameShape(network.input, samples.shape))
    return { _tag: 'DatasetMismatch', field: 'shape', expected: network.input, found: samples.shape }
  return sameShape(network.output, [samples.classes])
    ? undefined
    : { _tag: 'DatasetMismatch', field: 'classes', expected: network.output, found: [samples.classes] }
}
