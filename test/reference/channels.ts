import type { ReferenceArray } from './array.js'

/** The last axis taken apart: rows of channels. */
const rowsOf = ({ shape, values }: ReferenceArray): readonly (readonly number[])[] => {
  const channels = shape.at(-1)!
  return Array.from({ length: values.length / channels }, (_, row) => [...values.subarray(row * channels, (row + 1) * channels)])
}

/** Rows of one length put back under the axes that another array has before its last. */
const fromRows = (like: ReferenceArray, channels: number, rows: readonly (readonly number[])[]): ReferenceArray => ({
  shape: [...like.shape.slice(0, -1), channels],
  values: Float64Array.from(rows.flat()),
})

export const selectChannels = (input: ReferenceArray, positions: readonly number[]): ReferenceArray =>
  fromRows(
    input,
    positions.length,
    rowsOf(input).map((row) => positions.map((position) => row[position]!)),
  )

export const selectChannelsGradient = (outputGradient: ReferenceArray, positions: readonly number[], channels: number): ReferenceArray => {
  const places = Array.from({ length: channels }, (_, channel) => positions.indexOf(channel))
  return fromRows(
    outputGradient,
    channels,
    rowsOf(outputGradient).map((row) => places.map((place) => (place < 0 ? 0 : row[place]!))),
  )
}

export const concatenate = (inputs: readonly [ReferenceArray, ...ReferenceArray[]]): ReferenceArray => {
  const rows = inputs.map(rowsOf)
  return fromRows(
    inputs[0],
    inputs.reduce((sum, { shape }) => sum + shape.at(-1)!, 0),
    rows[0]!.map((_, row) => rows.flatMap((each) => each[row]!)),
  )
}

export const padChannels = (input: ReferenceArray, zeros: number): ReferenceArray =>
  fromRows(
    input,
    input.shape.at(-1)! + zeros,
    rowsOf(input).map((row) => [...row, ...new Array<number>(zeros).fill(0)]),
  )

/** The first channels alone. */
export const firstChannels = (array: ReferenceArray, channels: number): ReferenceArray =>
  fromRows(
    array,
    channels,
    rowsOf(array).map((row) => row.slice(0, channels)),
  )
