/** Pullbacks that look at what they are given: what they saved has their output's shape, and a gradient of another would be read past its end. */
import { invariant } from '../shape/invariant.js'
import { sameShape, showShape } from '../shape/shape.js'
import type { DeviceArray, Operation, Pullback } from './backend.js'

/** A pullback that takes its own output's gradient alone. */
export const ownGradient =
  <Gradients>({ shape }: DeviceArray, pullback: Pullback<Gradients>): Pullback<Gradients> =>
  (outputGradient) =>
    sameShape(outputGradient.shape, shape)
      ? pullback(outputGradient)
      : invariant(`the gradient of an output ${showShape(shape)} is not ${showShape(outputGradient.shape)}`)

/** The operation with such a pullback. */
export const guarded = <Options, Gradients, Apply>(operation: {
  readonly apply: Apply
  readonly differentiate: Operation<Options, Gradients>['differentiate']
}) => ({
  apply: operation.apply,
  differentiate: (input: DeviceArray, options: Options): readonly [DeviceArray, Pullback<Gradients>] => {
    const [output, pullback] = operation.differentiate(input, options)
    return [output, ownGradient(output, pullback)]
  },
})
