/** The weights of a layer that makes channels: as they make them, and as they read those they are given. */
import type { ArraySpec, Axis } from '../layer/definition.js'
import { definitionOf } from '../layer/layer.js'
import { underMask } from '../layer/masked.js'
import type { LayerStreams } from '../network/coupling.js'
import type { Label, Stream } from '../network/stream.js'
import type { LayerNode } from '../network/network.js'
import { gathered, slice, strides } from '../shape/gathered.js'
import { known } from '../shape/invariant.js'
import { elementCount, type Shape } from '../shape/shape.js'
import { type Keeps, keptPlaces } from './keeper.js'

/** A layer's weights, mask applied, for those of its inputs and outputs that stay; in groups those that go are 0. */
export interface FilterWeight {
  readonly values: Float32Array
  readonly shape: Shape
  readonly axes: readonly Axis[]
  readonly inputs: Stream
  /** in how many groups the layer makes its channels, each of its own inputs */
  readonly groups: number
  /** entries that follow each other before the next input */
  readonly stride: number
}

const specOf = ({ layer }: LayerNode): ArraySpec | undefined => {
  const { arrays, channels } = definitionOf(layer)
  return channels._tag === 'carried' ? undefined : arrays(layer).weight
}

/** Whether a layer makes channels of weights. */
export const hasFilters = (node: LayerNode): boolean => specOf(node) !== undefined

/** Undefined of a layer that makes no channels of weights. */
export const filterWeight = (node: LayerNode, { inputs, outputs, groups }: LayerStreams, keeps: Keeps): FilterWeight | undefined => {
  const spec = specOf(node)
  if (spec === undefined) return undefined
  const { shape, axes } = spec
  const weight = underMask(known(node.arrays.weight), node.arrays.mask)
  if (groups > 1) {
    const stride = elementCount(shape.slice(axes.indexOf('group') + 1))
    const values = withoutOutputs(withoutInputs(weight, { inputs, groups, stride }, keeps), outputs, keeps)
    return { values, shape, axes, inputs, groups, stride }
  }
  const kept = { inputs: keptPlaces(inputs, keeps), outputs: keptPlaces(outputs, keeps) }
  const places = axes.map((axis) => (axis === 'inputs' || axis === 'outputs' ? kept[axis] : undefined))
  const narrowed = shape.map((size, at) => places[at]?.length ?? size)
  return {
    values: slice(weight, shape, places),
    shape: narrowed,
    axes,
    inputs: inputs.filter(keeps),
    groups,
    stride: elementCount(narrowed.slice(axes.indexOf('inputs') + 1)),
  }
}

type Reading = Pick<FilterWeight, 'inputs' | 'groups' | 'stride'>

/** Where the weights are that read the input at a place, in each window: of a layer in groups those of its own group's outputs. */
const readingOf = ({ inputs, groups, stride }: Reading, place: number): { readonly start: number; readonly run: number } => {
  const [seen, run] = [inputs.length / groups, stride / groups]
  return { start: (place % seen) * stride + Math.floor(place / seen) * run, run }
}

/** Entries from one window to the next. */
const windowOf = ({ inputs, groups, stride }: Reading): number => (inputs.length / groups) * stride

const withoutInputs = (weight: Float32Array, reading: Reading, keeps: Keeps): Float32Array => {
  if (reading.inputs.every(keeps)) return weight
  const left = weight.slice()
  reading.inputs.forEach((label, place) => {
    if (keeps(label)) return
    const { start, run } = readingOf(reading, place)
    for (let at = start; at < left.length; at += windowOf(reading)) left.fill(0, at, at + run)
  })
  return left
}

/** Of a layer in groups, whose outputs stand last. */
const withoutOutputs = (weight: Float32Array, outputs: Stream, keeps: Keeps): Float32Array =>
  outputs.every(keeps) ? weight : weight.map((value, at) => (keeps(outputs[at % outputs.length]) ? value : 0))

/** With the outputs along the last axis, where a criterion looks for them. */
export const byOutput = ({ values, shape, axes }: FilterWeight): Float32Array => {
  const outputs = axes.indexOf('outputs')
  if (outputs < 0 || outputs === axes.length - 1) return values
  const offsets = strides(shape).map((stride, at) => Array.from({ length: known(shape[at]) }, (_, place) => place * stride))
  return gathered(values, [...offsets.slice(0, outputs), ...offsets.slice(outputs + 1), known(offsets[outputs])])
}

/** Whether what is read there is one of a group's channels. */
export type Read = (label: Label | undefined) => label is Label

/** The weights of some inputs, those that lie a stride apart in a row. Nothing puts a group's channels in another order, so each row has them in theirs. */
export const readBy = (weight: FilterWeight, read: Read): Float32Array => {
  const { values, inputs, groups, stride } = weight
  const places = inputs.flatMap((label, place) => (read(label) ? [readingOf(weight, place).start] : []))
  const window = windowOf(weight)
  const starts = Array.from({ length: values.length / window }, (_, at) => at * window)
  return gathered(values, [starts, Array.from({ length: stride / groups }, (_, at) => at), places])
}

/** For each channel the sum of |w| over the weights that read it, where they lie. */
export const absoluteSums = (weights: readonly FilterWeight[], width: number, read: Read): Float64Array => {
  const sums = new Float64Array(width)
  for (const weight of weights) {
    const { values, inputs } = weight
    const window = windowOf(weight)
    inputs.forEach((label, place) => {
      if (!read(label)) return
      const { start, run } = readingOf(weight, place)
      let sum = sums[label.channel] as number
      for (let at = start; at < values.length; at += window) sum += absoluteSum(values, at, at + run)
      sums[label.channel] = sum
    })
  }
  return sums
}

/** By four, as there may be a hundred million. */
const absoluteSum = (values: Float32Array, start: number, end: number): number => {
  let sum = 0
  let at = start
  for (; at + 4 <= end; at += 4) {
    sum +=
      Math.abs(values[at] as number) +
      Math.abs(values[at + 1] as number) +
      (Math.abs(values[at + 2] as number) + Math.abs(values[at + 3] as number))
  }
  for (; at < end; at += 1) sum += Math.abs(values[at] as number)
  return sum
}
