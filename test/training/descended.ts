import { arraysOf } from '../../lib/network/arrays.js'
import type { AnyNetwork } from '../../lib/network/network.js'
import { key } from '../../lib/random/key.js'
import type { ReferenceArray } from '../reference/array.js'
import { type Arrays, run } from '../reference/network.js'

/** Steps of gradient descent over the whole data set in float64, gradients by central differences. */
export const descended = (
  start: AnyNetwork,
  values: Float32Array,
  reference: (output: ReferenceArray) => number,
  steps: number,
  rate: number,
) => {
  const samples = values.length / start.input.reduce((product, size) => product * size, 1)
  const images = { shape: [samples, ...start.input], values: Float64Array.from(values) }
  const lossOf = (arrays: Arrays): number => reference(run(start.nodes, arrays, images, key(0)).output)
  let arrays: Arrays = Object.fromEntries(arraysOf(start).map(({ path, values: first }) => [path, Float64Array.from(first)]))
  const losses: number[] = []
  for (let step = 0; step < steps; step += 1) {
    const now = arrays
    losses.push(lossOf(now))
    const h = 1e-6
    arrays = Object.fromEntries(
      Object.entries(now).map(([path, array]) => [
        path,
        array.map(
          (value, at) =>
            value -
            (rate * (lossOf({ ...now, [path]: array.with(at, value + h) }) - lossOf({ ...now, [path]: array.with(at, value - h) }))) /
              (2 * h),
        ),
      ]),
    )
  }
  return { arrays, losses }
}
