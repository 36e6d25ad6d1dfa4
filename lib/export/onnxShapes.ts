/** What moves numbers without changing them, as nodes. */
import type { DeviceArray } from '../engine/backend.js'
import { known } from '../shape/invariant.js'
import { channelsOf, elementCount, type MapShape, sameShape } from '../shape/shape.js'
import type { Layout, Recorder } from './recorder.js'

/** The axis of the channels, as the numbers stand. */
const channelAxis = ({ shape }: DeviceArray, layout: Layout): number =>
  shape.length === 4 && layout === 'channelsFirst' ? 1 : shape.length - 1

/** The first axis stays the batch where it was it; else it takes what is left. */
const target = (recorder: Recorder, from: readonly number[], to: readonly number[]): string =>
  recorder.integers([from[0] === to[0] ? 0 : -1, ...to.slice(1)])

/** A flattened map keeps its channels first: whoever reads it may have its numbers in that order. */
export const reshape =
  (recorder: Recorder) =>
  (input: DeviceArray, shape: readonly number[]): DeviceArray => {
    const values = recorder.numbersOf(input)
    if (values !== undefined) return recorder.known(values, shape, recorder.labelOf(input))
    if (sameShape(input.shape, shape)) return input
    const { node, integers } = recorder
    const [batch, ...sample] = input.shape
    const flattens = sample.length === 3 && shape.length === 2 && shape[0] === batch && shape[1] === elementCount(sample)
    if (flattens && recorder.layoutOf(input) === 'channelsFirst') {
      const map = sample as readonly number[] as MapShape
      const [height, width, channels] = map
      const flat = node('Flatten', [recorder.as(input, 'channelsFirst')], { axis: { integer: 1 } })
      return height * width === 1 || channels === 1
        ? recorder.made(flat, shape, 'natural')
        : recorder.made(flat, shape, 'channelsFirst', map)
    }
    const from = recorder.as(input, 'natural')
    const isOneCell = input.shape.length === 2 && shape.length === 4 && shape[0] === batch && shape[1] === 1 && shape[2] === 1
    return isOneCell
      ? recorder.made(node('Reshape', [from, integers([0, known(shape[3]), 1, 1])]), shape, 'channelsFirst')
      : recorder.made(node('Reshape', [from, target(recorder, input.shape, shape)]), shape, 'natural')
  }

/** Channels by their positions, whole numbers that are known now; all of them are no node. */
export const selectChannels =
  (recorder: Recorder) =>
  (input: DeviceArray, positions: DeviceArray): DeviceArray => {
    const places = [...known(recorder.numbersOf(positions))]
    if (places.length === channelsOf(input.shape) && places.every((place, at) => place === at)) return input
    const layout = input.shape.length === 4 ? recorder.layoutOf(input) : 'natural'
    const chosen = recorder.integers(places)
    const axis = { axis: { integer: channelAxis(input, layout) } }
    const output = recorder.node('Gather', [recorder.as(input, layout), chosen], axis)
    return recorder.made(output, [...input.shape.slice(0, -1), known(positions.shape[0])], layout)
  }

/** Arrays side by side along their channels. */
export const concatenate =
  (recorder: Recorder) =>
  (inputs: readonly DeviceArray[]): DeviceArray => {
    const first = known(inputs[0])
    if (inputs.length === 1) return first
    const layout = first.shape.length === 4 ? recorder.layoutOf(...inputs) : 'natural'
    const batch = inputs.find((input) => recorder.numbersOf(input) === undefined)
    const names = inputs.map((input) => {
      const name = recorder.as(input, layout)
      return recorder.numbersOf(input) === undefined || batch === undefined ? name : inBatch(recorder, name, recorder.as(batch, layout))
    })
    const output = recorder.node('Concat', names, { axis: { integer: channelAxis(first, layout) } })
    const channels = inputs.reduce((sum, { shape }) => sum + channelsOf(shape), 0)
    return recorder.made(output, [...first.shape.slice(0, -1), channels], layout)
  }

/** Numbers of one sample, for each sample of a batch. */
const inBatch = ({ node }: Recorder, numbers: string, batch: string): string => {
  const size = node('Shape', [batch], { start: { integer: 0 }, end: { integer: 1 } })
  const rest = node('Shape', [numbers], { start: { integer: 1 } })
  return node('Expand', [numbers, node('Concat', [size, rest], { axis: { integer: 0 } })])
}

/** Channels of zeros behind the last. */
export const padChannels =
  (recorder: Recorder) =>
  (input: DeviceArray, added: number): DeviceArray => {
    const layout = input.shape.length === 4 ? recorder.layoutOf(input) : 'natural'
    const axes = input.shape.map((_size, axis) => (axis === channelAxis(input, layout) ? added : 0))
    const pads = recorder.integers([...axes.map(() => 0), ...axes])
    const output = recorder.node('Pad', [recorder.as(input, layout), pads])
    return recorder.made(output, [...input.shape.slice(0, -1), channelsOf(input.shape) + added], layout)
  }
