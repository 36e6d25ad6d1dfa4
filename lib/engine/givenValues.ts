/** What is looked at before memory is taken for an array, or values are copied into it. */
import { invariant } from '../shape/invariant.js'
import { floats } from '../shape/kind.js'
import { elementCount, showShape } from '../shape/shape.js'
import { shown } from '../shape/shown.js'

/** What counts nothing is no shape, and memory is taken by its product. */
export const checkSizes = (shape: readonly number[]): void => {
  if (!Array.isArray(shape)) invariant(`an array's shape is a list of sizes, not ${shown(shape)}`)
  for (let axis = 0; axis < shape.length; axis += 1) {
    const size = shape[axis] as number
    if (!Number.isInteger(size) || size < 0) invariant(`no array has the shape ${showShape(shape)}`)
  }
}

/** Values are copied as the bytes they are: those of another kind of array would be other numbers. */
export const checkValues = (values: Float32Array, shape: readonly number[]): void => {
  checkSizes(shape)
  if (!floats.is(values)) invariant(`an array of shape ${showShape(shape)} was given values that are not a Float32Array`)
  if (values.length !== elementCount(shape)) invariant(`an array of shape ${showShape(shape)} was given ${values.length} values`)
}
