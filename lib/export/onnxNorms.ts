/** Norms as nodes; `engine/norms.ts` says what they are told. */
import type { DeviceArray } from '../engine/backend.js'
import type { BatchNormInferenceOptions, GroupNormOptions, NormOptions } from '../engine/norms.js'
import { invariant, known } from '../shape/invariant.js'
import { channelsOf } from '../shape/shape.js'
import { permuted } from './permuted.js'
import type { Layout, Recorder } from './recorder.js'

/** A number for each channel, of shape [channels], as its input's numbers stand, ready to be laid over them. */
const alongChannels = (recorder: Recorder, numbers: DeviceArray, input: DeviceArray, layout: Layout): string => {
  const values = recorder.numbersOf(numbers)
  const map = recorder.mapOf(input)
  if (layout === 'natural' || map === undefined) return recorder.as(numbers, 'natural')
  const isMap = input.shape.length === 4
  if (values === undefined)
    return isMap
      ? recorder.node('Reshape', [recorder.as(numbers, 'natural'), recorder.integers([-1, 1, 1])])
      : invariant('a norm of a flattened map was given numbers that are not known')
  const label = recorder.labelOf(numbers)
  return isMap
    ? recorder.floats(values, [values.length, 1, 1], label)
    : recorder.floats(permuted(values, map, [2, 0, 1]), [values.length], label)
}

/** (x - mean) / sqrt(variance + epsilon) * scale + shift, from the deviations and their variance. */
const normalized = (
  recorder: Recorder,
  input: DeviceArray,
  layout: Layout,
  [deviations, variance]: readonly [string, string],
  { scale, shift, epsilon }: NormOptions,
): DeviceArray => {
  const { node, scalar } = recorder
  const root = node('Sqrt', [node('Add', [variance, scalar(epsilon)])])
  const scaled = node('Mul', [node('Div', [deviations, root]), alongChannels(recorder, scale, input, layout)])
  const shifted = node('Add', [scaled, alongChannels(recorder, shift, input, layout)])
  return recorder.made(shifted, input.shape, layout, recorder.mapOf(input))
}

/** Batch norm by given statistics, as one node: of maps, features, and whatever else has its channels last. */
export const batchNormInference =
  (recorder: Recorder) =>
  (input: DeviceArray, { scale, shift, mean, variance, epsilon }: BatchNormInferenceOptions): DeviceArray => {
    const { node } = recorder
    const parts = [scale, shift, mean, variance]
    const attributes = { epsilon: { float: epsilon } }
    if (input.shape.length === 4) {
      const inputs = parts.map((part) => recorder.as(part, 'natural'))
      return recorder.made(
        node('BatchNormalization', [recorder.as(input, 'channelsFirst'), ...inputs], attributes),
        input.shape,
        'channelsFirst',
      )
    }
    const isKnown = parts.every((part) => recorder.numbersOf(part) !== undefined)
    const areFeatures = input.shape.length === 2
    const layout = isKnown && areFeatures ? recorder.layoutOf(input) : 'natural'
    const x = recorder.as(input, layout)
    const rows = areFeatures ? x : node('Reshape', [x, recorder.integers([-1, channelsOf(input.shape)])])
    const output = node('BatchNormalization', [rows, ...parts.map((part) => alongChannels(recorder, part, input, layout))], attributes)
    return areFeatures
      ? recorder.made(output, input.shape, layout, recorder.mapOf(input))
      : recorder.made(node('Reshape', [output, recorder.integers([-1, ...input.shape.slice(1)])]), input.shape, 'natural')
  }

/** Each position by the mean and variance of its channels. */
export const layerNorm =
  (recorder: Recorder) =>
  (input: DeviceArray, options: NormOptions): DeviceArray => {
    const { node } = recorder
    const layout = recorder.layoutOf(input)
    const axis = input.shape.length === 4 && layout === 'channelsFirst' ? 1 : input.shape.length - 1
    const meanOf = (values: string): string => node('ReduceMean', [values], { axes: { integers: [axis] }, keepdims: { integer: 1 } })
    const x = recorder.as(input, layout)
    const deviations = node('Sub', [x, meanOf(x)])
    return normalized(recorder, input, layout, [deviations, meanOf(node('Mul', [deviations, deviations]))], options)
  }

/**
 * Each sample by the mean and variance of each group of channels, which need not be of one size, nor side by side: the mean of a group is a
 * mean of its channels' means, a product with a matrix that holds 1 / size where two channels are in one group.
 */
export const groupNorm =
  (recorder: Recorder) =>
  (input: DeviceArray, options: GroupNormOptions): DeviceArray => {
    const { node } = recorder
    const isMap = input.shape.length === 4
    const layout: Layout = isMap ? 'channelsFirst' : 'natural'
    const channels = channelsOf(input.shape)
    const membership = recorder.numbersOf(options.membership) ?? invariant('a group norm was given groups that are not known')
    const sizes = new Map<number, number>()
    for (const group of membership) sizes.set(group, (sizes.get(group) ?? 0) + 1)
    const together = Float32Array.from({ length: channels * channels }, (_, at) => {
      const group = known(membership[at % channels])
      return membership[Math.floor(at / channels)] === group ? 1 / known(sizes.get(group)) : 0
    })
    const groups = recorder.floats(
      together,
      isMap ? [channels, channels, 1, 1] : [channels, channels],
      `${recorder.labelOf(options.membership)} means`,
    )
    const meanOf = (values: string): string => {
      if (!isMap) return node('MatMul', [values, groups])
      return node('Conv', [node('ReduceMean', [values], { axes: { integers: [2, 3] }, keepdims: { integer: 1 } }), groups])
    }
    const x = recorder.as(input, layout)
    const deviations = node('Sub', [x, meanOf(x)])
    return normalized(recorder, input, layout, [deviations, meanOf(node('Mul', [deviations, deviations]))], options)
  }
