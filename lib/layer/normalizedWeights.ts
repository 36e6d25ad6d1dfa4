/**
 * A norm over a batch worked into the layer in front of it, at rest:
 *
 *     weight' = weight * factor,    bias' = (bias - mean) * factor + shift
 */
import { flushed } from '../shape/float32.js'
import { known } from '../shape/invariant.js'
import { finite } from './arrayRule.js'
import type { Filled, Named, Normalization } from './definition.js'

type Normalized<Spec> = (layer: Spec, arrays: Named<Float32Array>, norm: Normalization) => Filled<Spec> | undefined

/**
 * A layer whose weight has so many numbers in a row for one of the channels that are normalized, then as many for the next. Undefined where a product is too large
 * for a float32, though neither factor is: a norm may undo what a layer does.
 */
export const normalizedRuns =
  <Spec extends { readonly bias: boolean }>(runOf: (layer: Spec) => number): Normalized<Spec> =>
  (layer, arrays, { mean, factor, shift }) => {
    const weight = scaled(known(arrays.weight), factor, runOf(layer))
    const bias = Float32Array.from(factor, (value, channel) =>
      flushed(((arrays.bias?.[channel] ?? 0) - (mean[channel] ?? 0)) * value + (shift[channel] ?? 0)),
    )
    return finite.brokenAt(weight) < 0 && finite.brokenAt(bias) < 0
      ? { layer: { ...layer, bias: true }, arrays: { ...arrays, weight, bias } }
      : undefined
  }

/** A layer whose weight's last axis runs over the channels. */
export const normalizedWeights: <Spec extends { readonly bias: boolean }>(
  ...given: Parameters<Normalized<Spec>>
) => Filled<Spec> | undefined = normalizedRuns(() => 1)

/** Each channel's numbers, `run` in a row, times its factor. */
const scaled = (weight: Float32Array, factors: Float64Array, run: number): Float32Array => {
  const product = new Float32Array(weight.length)
  for (let row = 0; row < weight.length; row += factors.length * run)
    for (let channel = 0; channel < factors.length; channel += 1)
      for (let at = row + channel * run; at < row + (channel + 1) * run; at += 1)
        product[at] = flushed((weight[at] as number) * (factors[channel] as number))
  return product
}
