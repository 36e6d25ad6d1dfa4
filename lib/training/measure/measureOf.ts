/** How well a network answers, by the kind of answers that a data set has: in float64, of outputs that were read back. */
import type { AnyDataset } from '../../data/dataset.js'
import type { MeasuredOf } from '../loss/definition.js'
import { type Asked, type CellEvaluation, classMeasure, type Evaluation } from './classMeasure.js'
import { type LabelEvaluation, labelMeasure } from './labelMeasure.js'
import type { Measure } from './measure.js'
import { type VectorEvaluation, vectorMeasure } from './vectorMeasure.js'

interface Evaluations {
  readonly classes: Evaluation
  readonly probabilities: Evaluation
  readonly cells: CellEvaluation
  readonly severalLabels: LabelEvaluation
  readonly vectors: VectorEvaluation
}

/** What is said of a data set of that type. */
export type EvaluationOf<Data> = Evaluations[MeasuredOf<Data>]

/** The measure that goes with the data set's answers. */
export const measureOf = (samples: AnyDataset, asked: Asked): Measure<EvaluationOf<AnyDataset>> => {
  if (!('target' in samples)) return classMeasure(samples, asked)
  const { rows, target } = samples
  switch (target._tag) {
    case 'probabilities':
      return classMeasure({ rows, target }, asked)
    case 'severalLabels':
      return labelMeasure(rows, target)
    case 'vectors':
      return vectorMeasure(rows, target)
  }
}
