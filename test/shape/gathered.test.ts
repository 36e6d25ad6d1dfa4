import fc from 'fast-check'
import { expect, test } from 'vitest'
import { slice, strides } from '../../lib/shape/gathered.js'

const kept = (size: number) => fc.option(fc.subarray(Array.from({ length: size }, (_, at) => at)), { nil: undefined })
const shaped = fc
  .array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 3 })
  .chain((shape) => fc.tuple(fc.constant(shape), fc.tuple(...shape.map(kept))))

test('a slice has the entries at the kept positions, one by one', () => {
  fc.assert(
    fc.property(shaped, ([shape, positions]) => {
      const values = Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, at) => at)
      const along = shape.map((size, axis) => positions[axis] ?? Array.from({ length: size }, (_, at) => at))
      const apart = strides(shape)
      const expected = along.reduce<readonly number[]>(
        (soFar, places, axis) => soFar.flatMap((at) => places.map((place) => at + place * (apart[axis] ?? 0))),
        [0],
      )
      expect([...slice(values, shape, positions)]).toEqual(expected)
    }),
  )
})

test('a layer of 26 million weights is cut without a list of its entries', () => {
  const shape = [6400, 4096]
  const values = new Float32Array(6400 * 4096).fill(1)
  const half = Array.from({ length: 2048 }, (_, at) => 2 * at)
  const before = process.memoryUsage().heapUsed
  expect(slice(values, shape, [undefined, half]).length).toBe(6400 * 2048)
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(2 ** 25)
})
