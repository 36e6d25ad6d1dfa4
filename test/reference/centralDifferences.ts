import type { ReferenceArray } from './array.js'

/** The gradient of `sum(weights * compute(input))` by its input, in float64: (f(x + h) - f(x - h)) / 2h for one element after the other. */
export const centralDifferences = (
  compute: (input: ReferenceArray) => Float64Array,
  input: ReferenceArray,
  weights: Float64Array,
  step = 1e-5,
): Float64Array =>
  input.values.map((value, i) => {
    const weighted = (moved: number): number => {
      const values = Float64Array.from(input.values)
      values[i] = moved
      return compute({ shape: input.shape, values }).reduce((sum, output, j) => sum + output * weights[j]!, 0)
    }
    return (weighted(value + step) - weighted(value - step)) / (2 * step)
  })
