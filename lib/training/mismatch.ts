/**
 * Do a network and a data set go together? The compiler checks the sample's shape; classes, and JavaScript callers, are checked here. So are
 * the network's numbers: what it would answer by others means nothing.
 */
import type { Dataset } from '../data/dataset.js'
import { wrongValue } from '../network/admitted.js'
import type { AnyNetwork } from '../network/network.js'
import { type MayEqual, sameShape, type Shape, type ShowShape } from '../shape/shape.js'
import type { FitError } from './fitError.js'

/**
 * A data set that a network takes, or the sentence about another one; sizes known only as `number` are left to `mismatch`.
 *
 * The first line is all that a generic caller needs: for `Dataset<N['input']>` the compiler never asks for what stands below it.
 */
export type SamplesFor<In extends Shape, Given extends Shape> = [Given] extends [In]
  ? Dataset<Given>
  : MayEqual<In, Given> extends true
    ? Dataset<Given>
    : `the network takes ${ShowShape<In>} but the data set has ${ShowShape<Given>}`

/** Why they do not go together; undefined if they do. */
export const mismatch = (network: AnyNetwork, samples: Dataset<Shape>): FitError | undefined => {
  const wrong = wrongValue(network)
  if (wrong !== undefined) return { _tag: 'ArrayMismatch', missing: [], unknown: [], wrongSize: [], wrongValue: [wrong] }
  // no function of the library makes such a data set, but the compiler lets a spread do it
  if (samples.labels.length === 0) return { _tag: 'DatasetMismatch', field: 'samples', expected: [1], found: [0] }
  if (!sameShape(network.input, samples.shape))
    return { _tag: 'DatasetMismatch', field: 'shape', expected: network.input, found: samples.shape }
  return sameShape(network.output, [samples.classes])
    ? undefined
    : { _tag: 'DatasetMismatch', field: 'classes', expected: network.output, found: [samples.classes] }
}
