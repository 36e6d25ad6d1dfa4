/** What a fit yields of each epoch, by the kind of answers that it learns. */
import type { AnyDataset } from '../data/dataset.js'
import type { FitState } from './fitState.js'
import { kindOf, type MeasuredOf } from './loss/definition.js'
import type { CellEvaluation, Evaluation } from './measure/classMeasure.js'
import type { LabelEvaluation } from './measure/labelMeasure.js'
import type { VectorEvaluation } from './measure/vectorMeasure.js'

/** What there is of any epoch. */
interface AnyEpoch<Net, Validation> {
  readonly _tag: 'epoch'
  /** counted from 0 */
  readonly epoch: number
  readonly network: Net
  /** the average of the networks that the fit's steps led to; undefined unless the fit is told `average` */
  readonly averaged: Net | undefined
  readonly state: FitState
  /** mean over the epoch's answers as they were met, in training mode: samples, or those of their cells that have a class, by the class weights of the loss if it has any */
  readonly loss: number
  /** what `evaluate` says of the network on the validation samples, in batches of the fit's size; undefined where there are none */
  readonly validation: Validation | undefined
  /** the same of `averaged` */
  readonly averagedValidation: Validation | undefined
}

/** One pass over the samples was made; the network is a value to keep. */
export interface EpochDone<Net> extends AnyEpoch<Net, Evaluation> {
  /** right answers / samples, as they were met */
  readonly accuracy: number
}

/** The same where each cell of a sample's map is of a class. */
export interface CellEpochDone<Net> extends AnyEpoch<Net, CellEvaluation> {
  /** right answers / cells of all samples that have a class, as they were met; 0 where none has */
  readonly accuracy: number
}

/** The same where samples have several labels. */
export interface LabelEpochDone<Net> extends AnyEpoch<Net, LabelEvaluation> {
  /** right answers / (samples * labels), as they were met */
  readonly accuracy: number
}

/** The same where answers are vectors. */
export interface VectorEpochDone<Net> extends AnyEpoch<Net, VectorEvaluation> {
  /** over the epoch's samples as they were met, whatever the loss is */
  readonly meanSquaredError: number
}

interface Epochs<Net> {
  readonly classes: EpochDone<Net>
  readonly probabilities: EpochDone<Net>
  readonly cells: CellEpochDone<Net>
  readonly severalLabels: LabelEpochDone<Net>
  readonly vectors: VectorEpochDone<Net>
}

/** What a fit on a data set of that type yields. */
export type EpochOf<Net, Data> = Epochs<Net>[MeasuredOf<Data>]

/** What was measured beside the loss, of so many answers. */
export const epochMeasure = (
  samples: AnyDataset,
  measure: number,
  answers: number,
): { readonly accuracy: number } | { readonly meanSquaredError: number } => {
  const mean = measure / Math.max(answers, 1)
  return kindOf(samples) === 'vectors' ? { meanSquaredError: mean } : { accuracy: mean }
}
