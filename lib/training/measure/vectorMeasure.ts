/** How near outputs are to the numbers that they are to be. */
import type { Vectors } from '../../data/target.js'
import { elementCount } from '../../shape/shape.js'
import type { Measure } from './measure.js'

/** How well a network does on a data set of vectors, in the targets' own unit. */
export interface VectorEvaluation {
  /** mean of (output - target)² over samples and numbers */
  readonly meanSquaredError: number
  /** mean of |output - target| */
  readonly meanAbsoluteError: number
  /**
   * The share of the targets' variance that the answers account for: of each number 1 - sum (output - target)² / sum (target - mean)², and the mean of
   * that over the numbers. 1 for right answers, 0 for the mean as the answer to everything, below 0 for worse. A number that is the same in all samples
   * counts 1 where it is answered exactly, else 0 (as scikit-learn's r2_score).
   */
  readonly r2: number
  readonly samples: number
}

/** The squared and absolute errors of each number of a target. */
export const vectorMeasure = (rows: Uint32Array, { shape, values }: Vectors): Measure<VectorEvaluation> => {
  const size = elementCount(shape)
  const samples = rows.length
  return {
    sums: 2 * size,
    add: (sums, outputs, indices) => {
      for (const [at, index] of indices.entries())
        for (let number = 0; number < size; number += 1) {
          const error = (outputs[at * size + number] ?? 0) - (values[(rows[index] ?? 0) * size + number] ?? 0)
          sums[number] = (sums[number] ?? 0) + error * error
          sums[size + number] = (sums[size + number] ?? 0) + Math.abs(error)
        }
    },
    result: (sums) => {
      const total = (from: number): number => sums.subarray(from, from + size).reduce((sum, value) => sum + value, 0)
      const spreads = spreadsOf(rows, values, size)
      const shares = spreads.map((spread, number) => {
        const squares = sums[number] ?? 0
        return spread === 0 ? (squares === 0 ? 1 : 0) : 1 - squares / spread
      })
      return {
        meanSquaredError: total(0) / (samples * size),
        meanAbsoluteError: total(size) / (samples * size),
        r2: shares.reduce((sum, share) => sum + share, 0) / size,
        samples,
      }
    },
  }
}

/** Sum (target - mean)² of each number. */
const spreadsOf = (rows: Uint32Array, values: Float32Array, size: number): readonly number[] =>
  Array.from({ length: size }, (_, number) => {
    const at = (row: number): number => values[row * size + number] ?? 0
    const mean = rows.reduce((sum, row) => sum + at(row), 0) / rows.length
    return rows.reduce((sum, row) => sum + (at(row) - mean) * (at(row) - mean), 0)
  })
