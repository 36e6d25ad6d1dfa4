/**
 * A layer whose weights are multiplied by a fixed 0/1 mask, made from the layer without one.
 *
 *     y = layer(x; weight * mask)
 *
 * The gradient passes through the same product, so a masked weight receives none; and whatever value momentum or an old checkpoint
 * left in it, it acts as 0. The mask is stored, never guessed from weights that happen to be 0.
 */
import { ones } from '../random/initializers.js'
import { known } from '../shape/invariant.js'
import { zerosAndOnes } from './arrayRule.js'
import type { ArraySpec, Definition, Filled, Named } from './definition.js'

/** Weights as they act: 0 where a mask has 0. */
export const underMask = (weight: Float32Array, mask: Float32Array | undefined): Float32Array => {
  if (mask === undefined) return weight
  const acting = new Float32Array(weight.length)
  // On the numbers' bits, without a branch, as no processor foresees a mask: the bit below the sign's is set in 1, and in no 0 of either sign.
  const [from, through, to] = [bitsOf(weight), bitsOf(mask), bitsOf(acting)]
  for (let at = 0; at < to.length; at += 1) to[at] = (from[at] as number) & -(((through[at] as number) << 1) >>> 30)
  return acting
}

const bitsOf = ({ buffer, byteOffset, length }: Float32Array): Int32Array => new Int32Array(buffer, byteOffset, length)

interface Weighted {
  readonly _tag: string
}

/** The definition of `layer`, whose tag is given, masked: it gains the array 'mask', ones at first, with the shape of its weight. */
export const masked = <Spec extends Weighted>({ ended: _, ...layer }: Definition<Spec>, tag: string): Definition<Spec> => {
  const unmasked = (spec: Weighted, { mask, ...arrays }: Named<Float32Array>): Filled<Weighted> => ({
    layer: { ...spec, _tag: tag },
    arrays: { ...arrays, weight: underMask(known(arrays.weight), mask) },
  })
  return {
    ...layer,
    unmasked,
    normalized: (spec, arrays, norm) => {
      const found = layer.normalized?.(spec, unmasked(spec, arrays).arrays, norm)
      return found && unmasked(found.layer, found.arrays)
    },
    arrays: (spec) => {
      const arrays = layer.arrays(spec)
      const weight = known(arrays.weight)
      return { ...arrays, weight: { ...weight, moduleName: 'weight_orig' }, mask: maskOf(weight) }
    },
    evaluate: (backend, spec, arrays, input) => {
      const weight = backend.multiply.apply(backend.share(known(arrays.weight)), known(arrays.mask))
      const output = layer.evaluate(backend, spec, { ...arrays, weight }, input)
      backend.release(weight)
      return output
    },
    differentiate: (backend, spec, arrays, input, context) => {
      const [weight, weightPullback] = backend.multiply.differentiate(backend.share(known(arrays.weight)), known(arrays.mask))
      const inner = layer.differentiate(backend, spec, { ...arrays, weight }, input, context)
      return {
        ...inner,
        pullback: (outputGradient) => {
          const gradients = inner.pullback(outputGradient)
          backend.release(weight)
          const byWeight: Named<typeof weight> = { weight: weightPullback(known(gradients.arrays.weight)).input }
          return { input: gradients.input, arrays: { ...gradients.arrays, ...byWeight } }
        },
      }
    },
  }
}

const maskOf = (weight: ArraySpec): ArraySpec => ({
  role: 'mask',
  shape: weight.shape,
  axes: weight.axes,
  holds: zerosAndOnes,
  initial: ones,
  moduleName: 'weight_mask',
})
