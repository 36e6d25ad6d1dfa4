/**
 * A norm over a batch worked into the layer in front of it, at rest:
 *
 *     weight' = weight * factor,    bias' = (bias - mean) * factor + shift
 */
import { flushed } from '../shape/float32.js'
import { known } from '../shape/invariant.js'
import { finite } from './arrayRule.js'
import type { Filled, Named, Normalization } from './definition.js'

/**
 * A layer whose weight's last axis runs over the channels that are normalized. Undefined where a product is too large for a float32, though
 * neither factor is: a norm may undo what a layer does.
 */
export const normalizedWeights = <Spec extends { readonly bias: boolean }>(
  layer: Spec,
  arrays: Named<Float32Array>,
  { mean, factor, shift }: Normalization,
): Filled<Spec> | undefined => {
  const weight = scaled(known(arrays.weight), factor)
  const bias = Float32Array.from(factor, (value, channel) =>
    flushed(((arrays.bias?.[channel] ?? 0) - (mean[channel] ?? 0)) * value + (shift[channel] ?? 0)),
  )
  return finite.brokenAt(weight) < 0 && finite.brokenAt(bias) < 0
    ? { layer: { ...layer, bias: true }, arrays: { ...arrays, weight, bias } }
    : undefined
}

/** A weight whose last axis runs over the channels, each times its factor. */
const scaled = (weight: Float32Array, factors: Float64Array): Float32Array => {
  const product = new Float32Array(weight.length)
  for (let row = 0; row < weight.length; row += factors.length)
    for (let channel = 0; channel < factors.length; channel += 1)
      product[row + channel] = flushed((weight[row + channel] as number) * (factors[channel] as number))
  return product
}
