/** Arrays side by side along the last axis, and apart again: each is the other's gradient. */
import { invariant } from '../shape/invariant.js'
import { channelsOf, sameShape, showShape } from '../shape/shape.js'
import type { Backend, DeviceArray } from './backend.js'
import { withChannels } from './channelRows.js'
import type { Memory } from './memory.js'

const sum = (channels: readonly number[]): number => channels.reduce((total, count) => total + count, 0)

/** A part of a row that holds several side by side. */
interface Part {
  readonly first: number
  readonly channels: number
}

/** Parts of so many channels each, in their order. */
export const partsOf = (channels: readonly number[]): readonly Part[] =>
  channels.map((count, index) => ({ first: sum(channels.slice(0, index)), channels: count }))

const canStandTogether = (left: readonly number[], right: readonly number[]): boolean =>
  channelsOf(right) > 0 && sameShape(withChannels(left, 1), withChannels(right, 1))

/** All inputs side by side by a device's pass, which borrows them and is told their channels and the shape of the whole. */
export const concatenateBy =
  (
    { release }: Memory,
    joined: (inputs: readonly DeviceArray[], channels: readonly number[], shape: readonly number[]) => DeviceArray,
  ): Backend['concatenate'] =>
  (inputs) => {
    const shapes = inputs.map(({ shape }) => shape)
    const [first = []] = shapes
    if (inputs.length === 0 || !shapes.every((shape) => canStandTogether(first, shape)))
      invariant(`a concatenation was given ${shapes.map(showShape).join(' and ') || 'nothing'}`)
    const channels = shapes.map(channelsOf)
    const output = joined(inputs, channels, withChannels(first, sum(channels)))
    inputs.forEach(release)
    return output
  }

/** An array in parts by a device's pass, which borrows it and is told their shapes. */
export const splitBy =
  (
    { release }: Memory,
    parted: (array: DeviceArray, channels: readonly number[], shapes: readonly (readonly number[])[]) => readonly DeviceArray[],
  ): Backend['split'] =>
  (array, channels) => {
    if (!channels.every((count) => Number.isInteger(count) && count > 0) || sum(channels) !== channelsOf(array.shape))
      invariant(`${showShape(array.shape)} was to be split into parts of ${showShape(channels)} channels`)
    const parts = parted(
      array,
      channels,
      channels.map((count) => withChannels(array.shape, count)),
    )
    release(array)
    return parts
  }
