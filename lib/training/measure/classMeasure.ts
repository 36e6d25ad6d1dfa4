/** How well logits tell classes apart. */
import type { Dataset } from '../../data/dataset.js'
import { likeliest } from '../../data/likeliest.js'
import type { Probabilities } from '../../data/target.js'
import { isMap } from '../../layer/definition.js'
import { aUint16Array } from '../../shape/kind.js'
import { channelsOf, type Shape } from '../../shape/shape.js'
import { cellsIn } from '../loss/cells.js'
import type { Measure } from './measure.js'
import { overlaps } from './overlaps.js'

/** How well a network does on a data set of classes, or of probabilities, where the right class is the likeliest. */
export interface Evaluation {
  /** mean softmax cross-entropy, in nats */
  readonly loss: number
  /** right answers / samples, or cells of their maps that have a class, 0 to 1 */
  readonly accuracy: number
  readonly correct: number
  readonly samples: number
}

/** The same of the classes of cells of maps. */
export interface CellEvaluation extends Evaluation {
  /**
   * For each class: the cells that are answered by it and should be / those that are or should be: the Jaccard index, by which segmentations are compared. Over the cells of all
   * samples that have a class; 1 where nothing is and nothing should be.
   */
  readonly intersectionOverUnion: readonly number[]
}

/** What else to measure. */
export interface Asked {
  readonly top?: number | undefined
  readonly confusion?: boolean | undefined
}

/** The answers: a class for each sample, or a probability for each class, of a sample or of each cell of its map. */
type Answers = Pick<Dataset<Shape>, 'labels' | 'classes'> | { readonly rows: Uint32Array; readonly target: Probabilities }

/** Loss, right answers, those among the top, all of which there is a right one; of cells intersections and unions; and then the confusion matrix, if that is asked for. */
export const classMeasure = (answers: Answers, { top, confusion }: Asked): Measure<Evaluation> => {
  const samples = 'labels' in answers ? answers.labels.length : answers.rows.length
  const shape = 'labels' in answers ? [answers.classes] : answers.target.shape
  const [classes, cells] = [channelsOf(shape), cellsIn(shape)]
  const ofCells = isMap(shape)
  const [both, either] = [4, 4 + classes]
  const matrix = ofCells ? either + classes : both
  const right = rightOf(answers, classes)
  return {
    sums: matrix + (confusion === true ? classes * classes : 0),
    add: (sums, logits, indices) => {
      const add = (at: number, value: number): void => {
        sums[at] = (sums[at] ?? 0) + value
      }
      for (let answer = 0; answer < indices.length * cells; answer += 1) {
        const first = answer * classes
        const [sample, cell] = [indices[Math.floor(answer / cells)] ?? 0, answer % cells]
        const label = right.label(sample, cell)
        if (label >= classes) continue // there is none
        const found = likeliest(logits, first, classes)
        add(3, 1)
        add(0, right.loss(sample, cell, logits, first, logOfSum(logits, first, classes, found)))
        if (found === label) add(1, 1)
        if (top !== undefined && rankOf(logits.subarray(first, first + classes), label) < top) add(2, 1)
        if (ofCells) {
          add(either + label, 1)
          add(found === label ? both + label : either + found, 1)
        }
        if (confusion === true) add(matrix + label * classes + found, 1)
      }
    },
    result: (sums) => {
      const [loss = 0, correct = 0, inTop = 0, answered = 0] = sums
      const asked = Math.max(answered, 1)
      const ofClasses = (from: number): Float64Array => sums.subarray(from, from + classes)
      return {
        ...{ loss: loss / asked, accuracy: correct / asked, correct, samples },
        ...(ofCells && { intersectionOverUnion: overlaps(ofClasses(both), ofClasses(either)) }),
        ...(top !== undefined && { topAccuracy: inTop / asked }),
        ...(confusion === true && {
          confusion: Array.from({ length: classes }, (_, label) => [...ofClasses(matrix + label * classes)]),
        }),
      }
    },
  }
}

/** What the answer to a cell of a sample is held against: the right class, and the loss of the logits from `first` on, of whose powers this is the sum's logarithm. */
interface Right {
  /** a number above those of the classes where there is none */
  readonly label: (sample: number, cell: number) => number
  readonly loss: (sample: number, cell: number, logits: Float32Array, first: number, logarithm: number) => number
}

const rightOf = (answers: Answers, classes: number): Right => {
  if ('labels' in answers) return byLabels((sample) => answers.labels[sample] ?? 0)
  const { rows, target } = answers
  const { shape, values } = target
  const cells = cellsIn(shape)
  if (aUint16Array.is(values)) return byLabels((sample, cell) => values[(rows[sample] ?? 0) * cells + cell] as number)
  return byChances(rows, cells, values, classes)
}

const byLabels = (label: Right['label']): Right => ({
  label,
  loss: (sample, cell, logits, first, logarithm) => logarithm - (logits[first + label(sample, cell)] ?? 0),
})

const byChances = (rows: Uint32Array, cells: number, values: Float32Array, classes: number): Right => {
  const start = (sample: number, cell: number): number => ((rows[sample] ?? 0) * cells + cell) * classes
  return {
    label: (sample, cell) => likeliest(values, start(sample, cell), classes),
    loss: (sample, cell, logits, first, logarithm) => {
      const from = start(sample, cell)
      let loss = 0
      for (let c = 0; c < classes; c += 1) loss += (values[from + c] as number) * (logarithm - (logits[first + c] as number))
      return loss
    },
  }
}

/** The logarithm of the sum of the powers of so many logits, from `first` on, of which the largest is known. */
const logOfSum = (logits: Float32Array, first: number, count: number, largest: number): number => {
  const greatest = logits[first + largest] as number
  let sum = 0
  for (let c = 0; c < count; c += 1) sum += Math.exp((logits[first + c] as number) - greatest)
  return Math.log(sum) + greatest
}

/** How many classes stand before this one, of equals the lower. */
const rankOf = (row: Float32Array, label: number): number => {
  const own = row[label] ?? 0
  return row.reduce((rank, value, at) => rank + (value > own || (value === own && at < label) ? 1 : 0), 0)
}
