/** Random layers that carry their channels. */
import fc from 'fast-check'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { depthwiseConv2d } from '../../lib/layer/depthwiseConv2d.js'
import { dropout } from '../../lib/layer/dropout.js'
import { groupNorm } from '../../lib/layer/groupNorm.js'
import { identity } from '../../lib/layer/identity.js'
import { layerNorm } from '../../lib/layer/layerNorm.js'
import { relu } from '../../lib/layer/relu.js'
import type { Spec } from '../../lib/network/branching.js'
import { elementCount, type Shape } from '../../lib/shape/shape.js'
import { arbitraryActivation } from '../engine/activations.js'

/** One layer more (or several): what to add to a stack whose output has this shape. */
export type Growth = (shape: Shape) => readonly Spec[]

export const last = (shape: Shape): number => shape[shape.length - 1] ?? 0
/** Of both axes, or of each. */
export const perAxis = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 3 }) },
  fc.tuple(fc.constantFrom(1, 2), fc.constantFrom(1, 2, 3)),
)

/** Each channel by itself, often with a batch norm behind. */
export const depthwise: fc.Arbitrary<Growth> = fc
  .record({
    kernelSize: fc.integer({ min: 1, max: 5 }),
    stride: perAxis,
    padding: fc.nat({ max: 4 }),
    dilation: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, perAxis),
    bias: fc.boolean(),
    norm: fc.boolean(),
  })
  .map(({ kernelSize, stride, padding, dilation, bias, norm }) => (shape) => {
    const channels = last(shape)
    const spec = depthwiseConv2d(channels, { kernelSize, stride, dilation, bias, padding: padding < kernelSize ? padding : 'same' })
    return [spec, ...(norm ? [batchNorm(channels)] : [])]
  })

/** A norm over channels. What a layer norm over several positions becomes without some channels, no mask can say: `setup/plans.ts`. */
const channelNorm: fc.Arbitrary<Growth> = fc.integer({ min: 0, max: 5 }).map((wanted) => (shape) => {
  const channels = last(shape)
  const groups = [wanted, wanted - 1, wanted - 2, 1].find((count) => count > 0 && channels % count === 0) ?? 1
  return [
    wanted === 0 && elementCount(shape) === channels
      ? layerNorm(channels, { epsilon: 0.1 })
      : groupNorm(channels, groups, { epsilon: 0.1 }),
  ]
})

/** Layers that keep channels as they are. */
export const carrier: fc.Arbitrary<Growth> = fc.oneof(
  channelNorm,
  fc.constantFrom<Growth>(
    () => [relu],
    () => [identity],
    () => [dropout(0.4)],
    (shape) => [batchNorm(last(shape))],
    (shape) => (shape.length === 3 ? [depthwiseConv2d(last(shape))] : []),
  ),
  arbitraryActivation.map(
    (activation): Growth =>
      () => [activation],
  ),
)
