/**
 * Do a network and a data set go together? The compiler checks the sample's shape and that of vectors; classes, and JavaScript callers, are checked
 * here. So are the network's numbers: what it would answer by others means nothing.
 */
import { type AnyDataset, type Dataset, sampleCount, type TargetDataset } from '../data/dataset.js'
import type { Samples } from '../data/samples.js'
import type { Target } from '../data/target.js'
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

/** The same of a data set with answers of any kind, which the network's output is to be like. */
export type DataFor<Net extends AnyNetwork, Data extends AnyDataset> = [Data] extends [Dataset<Net['input']>]
  ? Data
  : [Data] extends [Samples<infer Given>]
    ? MayEqual<Net['input'], Given> extends true
      ? Answered<Net['output'], Data>
      : `the network takes ${ShowShape<Net['input']>} but the data set has ${ShowShape<Given>}`
    : never

type Answered<Out extends Shape, Data> = [Data] extends [TargetDataset<Shape, infer Wanted extends Target>]
  ? MayEqual<Out, Wanted['shape']> extends true
    ? Data
    : `the network gives ${ShowShape<Out>} but the data set's ${Said[Wanted['_tag']]} ${ShowShape<Wanted['shape']>}`
  : Data

interface Said {
  readonly vectors: 'vectors are'
  readonly probabilities: 'probabilities are'
  readonly severalLabels: 'labels are'
}

/** Why they do not go together; undefined if they do. */
export const mismatch = (caller: string, network: AnyNetwork, samples: AnyDataset): FitError | undefined => {
  const wrong = wrongValue(caller, network)
  if (wrong !== undefined) return { _tag: 'ArrayMismatch', missing: [], unknown: [], wrongSize: [], wrongValue: [wrong] }
  // no function of the library makes such a data set, but the compiler lets a spread do it
  if (sampleCount(samples) === 0) return { _tag: 'DatasetMismatch', field: 'samples', expected: [1], found: [0] }
  if (!sameShape(network.input, samples.shape))
    return { _tag: 'DatasetMismatch', field: 'shape', expected: network.input, found: samples.shape }
  const [field, found] = 'target' in samples ? (['targets', samples.target.shape] as const) : (['classes', [samples.classes]] as const)
  return sameShape(network.output, found) ? undefined : { _tag: 'DatasetMismatch', field, expected: network.output, found }
}
