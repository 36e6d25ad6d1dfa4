/** What the references compute with: float64 values, row-major, and their shape. Slow and obvious on purpose. */
export interface ReferenceArray {
  readonly shape: readonly number[]
  readonly values: Float64Array
}

export const zeros = (shape: readonly number[]): ReferenceArray => ({
  shape,
  values: new Float64Array(shape.reduce((product, axis) => product * axis, 1)),
})

/** The position of an index: [n, y, x, c] in a shape of four axes, [n, c] in one of two. */
export const at = (array: ReferenceArray, ...index: readonly number[]): number => {
  let position = 0
  for (let axis = 0; axis < index.length; axis += 1) {
    const [value, size] = [index[axis]!, array.shape[axis]!]
    if (value < 0 || value >= size) throw new Error(`index ${index.join()} is outside [${array.shape.join()}]`)
    position = position * size + value
  }
  return position
}

export const get = (array: ReferenceArray, ...index: readonly number[]): number => array.values[at(array, ...index)]!

export const addTo = (array: ReferenceArray, value: number, ...index: readonly number[]): void => {
  array.values[at(array, ...index)]! += value
}
