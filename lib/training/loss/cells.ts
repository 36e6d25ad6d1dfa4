/** Answers to the cells of a map: where a loss tells classes apart, each cell is a row of logits of its own. */
import type { Backend, DeviceArray } from '../../engine/backend.js'
import { channelsOf, elementCount, type Shape } from '../../shape/shape.js'

/** How many rows of logits an output [..., classes] of one sample is. */
export const cellsIn = (output: Shape): number => elementCount(output.slice(0, -1))

/** [batch, ..., classes] as rows [batch * cells, classes]; takes the array. */
export const asRows = (backend: Backend, array: DeviceArray): DeviceArray =>
  array.shape.length === 2 ? array : backend.reshape.apply(array, [elementCount(array.shape.slice(0, -1)), channelsOf(array.shape)])
