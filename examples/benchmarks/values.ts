/** Numbers to compute with. */

/** Values between -1 and 1, the same each time (Park and Miller's generator). */
export const values = (count: number, seed = 1): Float32Array<ArrayBuffer> => {
  const result = new Float32Array(count)
  let state = seed
  for (let at = 0; at < count; at += 1) {
    state = (state * 48271) % 2147483647
    result[at] = (2 * state) / 2147483647 - 1
  }
  return result
}

/** The product of sizes. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1)
