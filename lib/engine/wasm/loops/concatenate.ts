/** Concatenation and its way back by loops over the heap; see `engine/concatenate.ts` for what they mean. */
import { channelsOf } from '../../../shape/shape.js'
import type { Backend } from '../../backend.js'
import { rowsOf } from '../../channelRows.js'
import { concatenateBy, partsOf, splitBy } from '../../concatenate.js'
import type { Kernels } from '../kernels.js'
import { copyChannels } from './copyChannels.js'

export const concatenate = (kernels: Kernels): Backend['concatenate'] =>
  concatenateBy(kernels, (inputs, channels, shape) => {
    const [output] = kernels.loop(inputs, [shape], (parts, [whole]) =>
      partsOf(channels).forEach((part, index) =>
        copyChannels(parts[index] as Float32Array, whole.subarray(part.first), rowsOf(shape), part.channels, channelsOf(shape)),
      ),
    )
    return output
  })

export const split = (kernels: Kernels): Backend['split'] =>
  splitBy(kernels, (array, channels, shapes) =>
    kernels.loop([array], shapes, ([whole], parts) =>
      partsOf(channels).forEach((part, index) =>
        copyChannels(whole.subarray(part.first), parts[index] as Float32Array, rowsOf(array.shape), channelsOf(array.shape), part.channels),
      ),
    ),
  )
