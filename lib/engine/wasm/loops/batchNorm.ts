/**
 * Batch normalization by loops over the heap; see `engine/batchNorm.ts` for what it means. The variance is the mean of squared deviations, in
 * float64: E[x²] - E[x]² loses everything where the mean is large.
 */
import { channelsOf } from '../../../shape/shape.js'
import type { Backend } from '../../backend.js'
import { batchNormInferenceBy, batchNormTrainingBy } from '../../batchNorm.js'
import type { Kernels } from '../kernels.js'
import { endedBy } from './endedBy.js'

const means = (values: Float32Array, channels: number): Float64Array => {
  const sums = new Float64Array(channels)
  for (let row = 0; row < values.length; row += channels) {
    for (let c = 0; c < channels; c += 1) sums[c] = (sums[c] as number) + (values[row + c] as number)
  }
  return sums.map((sum) => (sum * channels) / values.length)
}

const variances = (values: Float32Array, mean: Float64Array): Float64Array => {
  const channels = mean.length
  const sums = new Float64Array(channels)
  for (let row = 0; row < values.length; row += channels) {
    for (let c = 0; c < channels; c += 1) {
      const deviation = (values[row + c] as number) - (mean[c] as number)
      sums[c] = (sums[c] as number) + deviation * deviation
    }
  }
  return sums.map((sum) => (sum * channels) / values.length)
}

/** output = (x - mean) factor + shift */
const normalize = (values: Float32Array, output: Float32Array, mean: Float64Array, factor: Float64Array, shift: Float32Array): void => {
  const channels = mean.length
  for (let row = 0; row < values.length; row += channels) {
    for (let c = 0; c < channels; c += 1) {
      output[row + c] = ((values[row + c] as number) - (mean[c] as number)) * (factor[c] as number) + (shift[c] as number)
    }
  }
}

/** Into `shiftGradient` and `scaleGradient`: sum dy, sum dy normalized. */
const gradientSums = (
  values: Float32Array,
  gradient: Float32Array,
  mean: Float64Array,
  inverse: Float64Array,
): readonly [Float64Array, Float64Array] => {
  const channels = mean.length
  const sums = new Float64Array(channels)
  const products = new Float64Array(channels)
  for (let row = 0; row < values.length; row += channels) {
    for (let c = 0; c < channels; c += 1) {
      const dy = gradient[row + c] as number
      sums[c] = (sums[c] as number) + dy
      products[c] = (products[c] as number) + dy * ((values[row + c] as number) - (mean[c] as number))
    }
  }
  return [sums, products.map((product, c) => product * (inverse[c] as number))]
}

/** output = factor dy + slope (x - mean) + offset: the gradient above with its constants of a channel drawn together. */
const gradientOfInput = (
  values: Float32Array,
  gradient: Float32Array,
  output: Float32Array,
  mean: Float64Array,
  factor: Float64Array,
  slope: Float64Array,
  offset: Float64Array,
): void => {
  const channels = mean.length
  for (let row = 0; row < values.length; row += channels) {
    for (let c = 0; c < channels; c += 1) {
      output[row + c] =
        (factor[c] as number) * (gradient[row + c] as number) +
        (slope[c] as number) * ((values[row + c] as number) - (mean[c] as number)) +
        (offset[c] as number)
    }
  }
}

const inverseDeviations = (variance: Float32Array | Float64Array, epsilon: number): Float64Array =>
  Float64Array.from(variance, (value) => 1 / Math.sqrt(value + epsilon))

/** What the pullback needs of the statistics stays here in float64: a few numbers for each channel. */
interface SavedStatistics {
  readonly mean: Float64Array
  readonly inverse: Float64Array
}

/** `Backend.batchNormTraining`, by loops and stock kernels. */
export const batchNormTraining = (kernels: Kernels): Backend['batchNormTraining'] =>
  batchNormTrainingBy<SavedStatistics>(kernels, {
    forward: (input, { scale, shift, epsilon }) => {
      const channels = channelsOf(input.shape)
      const saved = { mean: new Float64Array(channels), inverse: new Float64Array(channels) }
      const [output, mean, variance] = kernels.loop(
        [input, scale, shift],
        [input.shape, [channels], [channels]],
        ([x, gamma, beta], [y, meanOut, varianceOut]) => {
          const average = means(x, channels)
          const spread = variances(x, average)
          const inverse = inverseDeviations(spread, epsilon)
          const factor = inverse.map((value, c) => value * (gamma[c] as number))
          normalize(x, y, average, factor, beta)
          meanOut.set(average)
          varianceOut.set(spread)
          saved.mean.set(average)
          saved.inverse.set(inverse)
        },
      )
      return { output, statistics: { mean, variance }, saved }
    },
    backward: (input, outputGradient, scale, saved) => {
      const channels = channelsOf(input.shape)
      const [inputGradient, scaleGradient, shiftGradient] = kernels.loop(
        [input, outputGradient, scale],
        [input.shape, [channels], [channels]],
        ([x, dy, gamma], [dx, scaleOut, shiftOut]) => {
          const [sums, products] = gradientSums(x, dy, saved.mean, saved.inverse)
          const rows = x.length / channels
          const factor = saved.inverse.map((value, c) => value * (gamma[c] as number))
          const slope = factor.map((value, c) => (-value * (saved.inverse[c] as number) * (products[c] as number)) / rows)
          const offset = factor.map((value, c) => (-value * (sums[c] as number)) / rows)
          gradientOfInput(x, dy, dx, saved.mean, factor, slope, offset)
          scaleOut.set(products)
          shiftOut.set(sums)
        },
      )
      return { input: inputGradient, scale: scaleGradient, shift: shiftGradient }
    },
  })

/** `Backend.batchNormInference`, by loops and stock kernels. */
export const batchNormInference = (kernels: Kernels): Backend['batchNormInference'] =>
  batchNormInferenceBy(kernels, (input, { scale, shift, mean, variance, epsilon, activation }) => {
    const [output] = kernels.loop([input, scale, shift, mean, variance], [input.shape], ([x, gamma, beta, average, spread], [y]) => {
      const factor = inverseDeviations(spread, epsilon).map((value, c) => value * (gamma[c] as number))
      normalize(x, y, Float64Array.from(average), factor, beta)
    })
    return endedBy(kernels, output, { activation })
  })
