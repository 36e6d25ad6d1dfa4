/** Concatenation and its way back by our kernels; see `engine/concatenate.ts` for what they mean. */
import { channelsOf } from '../../../shape/shape.js'
import type { Backend } from '../../backend.js'
import { rowsOf } from '../../channelRows.js'
import { concatenateBy, partsOf, splitBy } from '../../concatenate.js'
import type { InPlaceKernels } from './inPlaceKernels.js'
import { floats } from './workspace.js'

/** Bytes of the whole that all parts are copied to or from before the next, so that a cache line which parts share is there for each. */
const blockBytes = 2 ** 13

/** Calls `copy` for each part of each block of rows: the addresses of its first channel in the whole and in the part, rows, and channels. */
const eachPart = (
  shape: readonly number[],
  whole: number,
  channels: readonly number[],
  parts: readonly number[],
  copy: (inWhole: number, inPart: number, rows: number, channels: number) => void,
): void => {
  const [rows, width] = [rowsOf(shape), channelsOf(shape)]
  const places = partsOf(channels)
  const step = Math.max(1, Math.floor(blockBytes / floats(width)))
  for (let row = 0; row < rows; row += step) {
    places.forEach((part, index) =>
      copy(
        whole + floats(row * width + part.first),
        (parts[index] as number) + floats(row * part.channels),
        Math.min(step, rows - row),
        part.channels,
      ),
    )
  }
}

export const concatenate = (kernels: InPlaceKernels): Backend['concatenate'] =>
  concatenateBy(kernels, (inputs, channels, shape) => {
    const [output] = kernels.inPlace(inputs, [shape], 0, (simd, parts, [whole]) =>
      eachPart(shape, whole, channels, parts, (inWhole, inPart, rows, count) =>
        simd.placeColumns(inPart, inWhole, rows, count, channelsOf(shape)),
      ),
    )
    return output
  })

export const split = (kernels: InPlaceKernels): Backend['split'] =>
  splitBy(kernels, (array, channels, shapes) =>
    kernels.inPlace([array], shapes, 0, (simd, [whole], parts) =>
      eachPart(array.shape, whole, channels, parts, (inWhole, inPart, rows, count) =>
        simd.placeColumns(inWhole, inPart, rows, channelsOf(array.shape), count),
      ),
    ),
  )
