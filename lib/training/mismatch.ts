/**
 * Do a network and a data set go together? The compiler checks the sample's shape and that of vectors; classes, and JavaScript callers, are checked
 * here. So are the network's numbers: what it would answer by others means nothing.
 */
import { type AnyDataset, type Dataset, sampleCount, type TargetDataset } from '../data/dataset.js'
import type { Samples } from '../data/samples.js'
import type { Target } from '../data/target.js'
import { wrongValue } from '../network/admitted.js'
import type { AnyNetwork } from '../network/network.js'
import type { Unless } from '../shape/checked.js'
import { type MayEqual, sameShape, type Shape, type ShowShape } from '../shape/shape.js'
import type { FitError } from './fitError.js'

/**
 * A data set that a network takes, or the sentence about another one; sizes known only as `number` are left to `mismatch`, and so is what a
 * generic caller gives.
 */
export type SamplesFor<In extends Shape, Given extends Shape> = Unless<ShapeProblem<In, Given>, Dataset<Given>>

/** The same of a data set with answers of any kind, which the network's output is to be like. */
export type DataFor<Net extends AnyNetwork, Data extends AnyDataset> = Unless<DataProblem<Net, Data>, Data>

type ShapeProblem<In extends Shape, Given extends Shape> =
  MayEqual<In, Given> extends true ? undefined : `the network takes ${ShowShape<In>} but the data set has ${ShowShape<Given>}`

type DataProblem<Net extends AnyNetwork, Data> = [Data] extends [Samples<infer Given>]
  ? MayEqual<Net['input'], Given> extends true
    ? AnswerProblem<Net['output'], Data>
    : ShapeProblem<Net['input'], Given>
  : never

type AnswerProblem<Out extends Shape, Data> = [Data] extends [TargetDataset<Shape, infer Wanted extends Target>]
  ? MayEqual<Out, Wanted['shape']> extends true
    ? undefined
    : `the network gives ${ShowShape<Out>} but the data set's ${Said[Wanted['_tag']]} ${ShowShape<Wanted['shape']>}`
  : undefined

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
