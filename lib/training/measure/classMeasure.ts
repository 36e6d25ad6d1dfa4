/** How well logits tell classes apart. */
import type { Dataset } from '../../data/dataset.js'
import type { Probabilities } from '../../data/target.js'
import { isMap } from '../../layer/definition.js'
import { channelsOf, type Shape } from '../../shape/shape.js'
import { cellsIn } from '../loss/cells.js'
import type { Measure } from './measure.js'
import { overlaps } from './overlaps.js'

/** How well a network does on a data set of classes, or of probabilities, where the right class is the likeliest. */
export interface Evaluation {
  /** mean softmax cross-entropy, in nats */
  readonly loss: number
  /** right answers / samples, or cells of their maps, 0 to 1 */
  readonly accuracy: number
  readonly correct: number
  readonly samples: number
}

/** The same of the classes of cells of maps. */
export interface CellEvaluation extends Evaluation {
  /**
   * Of each class, the cells that are answered by it and should be / those that are or should be: the Jaccard index, by which segmentations are compared. Over all samples
   * together; 1 where nothing is and nothing should be.
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

/** Loss, right answers, those among the top; of cells intersections and unions; and then the confusion matrix, if that is asked for. */
export const classMeasure = (answers: Answers, { top, confusion }: Asked): Measure<Evaluation> => {
  const samples = 'labels' in answers ? answers.labels.length : answers.rows.length
  const shape = 'labels' in answers ? [answers.classes] : answers.target.shape
  const [classes, cells] = [channelsOf(shape), cellsIn(shape)]
  const asked = samples * cells
  const ofCells = isMap(shape)
  const [both, either] = [3, 3 + classes]
  const matrix = ofCells ? either + classes : both
  return {
    sums: matrix + (confusion === true ? classes * classes : 0),
    add: (sums, logits, indices) => {
      const add = (at: number, value: number): void => {
        sums[at] = (sums[at] ?? 0) + value
      }
      for (let answer = 0; answer < indices.length * cells; answer += 1) {
        const row = logits.subarray(answer * classes, (answer + 1) * classes)
        const index = indices[Math.floor(answer / cells)] ?? 0
        const chances = 'labels' in answers ? undefined : chancesOf(answers, index, answer % cells, classes)
        const label = chances === undefined ? ((answers as Pick<Dataset<Shape>, 'labels'>).labels[index] ?? 0) : likeliest(chances)
        const normalizer = logOfSum(row)
        add(
          0,
          chances === undefined ? normalizer - (row[label] ?? 0) : chances.reduce((sum, p, c) => sum + p * (normalizer - (row[c] ?? 0)), 0),
        )
        const found = likeliest(row)
        if (found === label) add(1, 1)
        if (top !== undefined && rankOf(row, label) < top) add(2, 1)
        if (ofCells) {
          add(either + label, 1)
          add(found === label ? both + label : either + found, 1)
        }
        if (confusion === true) add(matrix + label * classes + found, 1)
      }
    },
    result: (sums) => {
      const [loss = 0, correct = 0, inTop = 0] = sums
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

const chancesOf = (
  { rows, target }: Exclude<Answers, { readonly labels: Uint16Array }>,
  index: number,
  cell: number,
  classes: number,
): Float32Array => {
  const at = (rows[index] ?? 0) * cellsIn(target.shape) + cell
  return target.values.subarray(at * classes, (at + 1) * classes)
}

/** The first of the largest. */
const likeliest = (row: Float32Array): number => row.indexOf(row.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY))

const logOfSum = (row: Float32Array): number => {
  const greatest = row.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
  return Math.log(row.reduce((total, value) => total + Math.exp(value - greatest), 0)) + greatest
}

/** How many classes stand before this one, of equals the lower. */
const rankOf = (row: Float32Array, label: number): number => {
  const own = row[label] ?? 0
  return row.reduce((rank, value, at) => rank + (value > own || (value === own && at < label) ? 1 : 0), 0)
}
