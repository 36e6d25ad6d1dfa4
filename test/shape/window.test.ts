import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as _ from '../../lib/shape/window.js'

const size = fc.integer({ min: 1, max: 40 })
const window = fc.integer({ min: 1, max: 9 })
const stride = fc.integer({ min: 1, max: 4 })
const padding = fc.nat({ max: 6 })

/** The compiler checks the padding, the test the same number at run time. */
const padded = <const Window extends number>(...row: [Window, _.SamePadding<Window>]) => row

test('windowCount is how many places a window has, counted one by one', () => {
  fc.assert(
    fc.property(size, window, stride, padding, (axis, length, step, zeros) => {
      let places = 0
      for (let start = -zeros; start + length <= axis + zeros; start += step) places += 1
      expect(_.windowCount(axis, length, step, zeros)).toBe(places)
    }),
  )
})

/** PyTorch's `pooling_output_shape` with `ceil_mode`, written off: round up, and take back a last window that would begin in the padding behind the map. */
const ceilModeOfPyTorch = (axis: number, length: number, step: number, zeros: number): number => {
  const places = Math.floor((axis + 2 * zeros - (length - 1) - 1 + (step - 1)) / step) + 1
  return (places - 1) * step >= axis + zeros ? places - 1 : places
}

test("ceilWindowCount is PyTorch's, none where PyTorch refuses, and how many places there are, counted one by one", () => {
  fc.assert(
    fc.property(size, window, stride, padding, (axis, length, step, most) => {
      const zeros = most % (Math.floor(length / 2) + 1)
      const count = _.ceilWindowCount(axis, length, step, zeros)
      expect(count).toBe(Math.max(0, ceilModeOfPyTorch(axis, length, step, zeros)))
      let places = 0
      // each begins before the map's end, and the one before it has not reached that of the padding
      for (let start = -zeros; start < axis && start - step + length < axis + zeros; start += step) places += 1
      expect(count).toBe(places)
      const whole = _.windowCount(axis, length, step, zeros)
      expect([whole, whole + 1]).toContain(count)
    }),
    { numRuns: 1000 },
  )
})

test('same padding of an odd window keeps the size at stride 1, halves it upwards at stride 2', () => {
  fc.assert(
    fc.property(size, fc.constantFrom(1, 3, 5, 7, 9, 11), (axis, odd) => {
      expect(_.windowCount(axis, odd, 1, _.samePadding(odd))).toBe(axis)
      expect(_.windowCount(axis, odd, 2, _.samePadding(odd))).toBe(Math.ceil(axis / 2))
    }),
  )
})

test('same padding of an even window leaves one place less at stride 1, and halves an even size at stride 2', () => {
  fc.assert(
    fc.property(size, fc.constantFrom(2, 4, 6, 8, 10), (axis, even) => {
      expect(_.windowCount(axis, even, 1, _.samePadding(even))).toBe(axis - 1)
      expect(_.windowCount(2 * axis, even, 2, _.samePadding(even))).toBe(axis)
    }),
  )
})

test.each<[window: number, padding: number]>([
  padded(1, 0),
  padded(2, 0),
  padded(4, 1),
  padded(7, 3),
  padded(8, 3),
  padded(10, 4),
  padded(11, 5),
])('same padding of a window of %i is %i, for the compiler and at run time', (length, zeros) => {
  expect(_.samePadding(length)).toBe(zeros)
})

/** The compiler checks the last argument (and infers nothing from it), the test the same number at run time. */
const places = <const Size extends number, const Window extends number, const Stride extends number, const Padding extends number>(
  ...row: readonly [Size, Window, Stride, Padding, NoInfer<_.WindowCount<Size, Window, Stride, Padding>>]
) => row

test.each([
  places(28, 3, 1, 1, 28),
  places(28, 2, 2, 0, 14),
  places(7, 2, 2, 0, 3),
  places(32, 3, 2, 1, 16),
  places(224, 7, 2, 3, 112),
  places(28, 5, 1, 0, 24),
  places(8, 3, 2, 0, 3),
  places(4, 5, 1, 0, 0),
  places(1, 2, 2, 0, 0),
  places(1, 3, 2, 1, 1),
])('size %i, window %i, stride %i, padding %i: %i', (axis, length, step, zeros, count) => {
  expect(_.windowCount(axis, length, step, zeros)).toBe(count)
})

/** Likewise. */
const ceilPlaces = <const Size extends number, const Window extends number, const Stride extends number, const Padding extends number>(
  ...row: readonly [Size, Window, Stride, Padding, NoInfer<_.CeilWindowCount<Size, Window, Stride, Padding>>]
) => row

test.each([
  ceilPlaces(109, 3, 2, 0, 54),
  ceilPlaces(54, 3, 2, 0, 27),
  ceilPlaces(27, 3, 2, 0, 13),
  ceilPlaces(7, 2, 2, 0, 4),
  ceilPlaces(8, 2, 2, 0, 4),
  ceilPlaces(2, 3, 2, 0, 1),
  ceilPlaces(1, 3, 2, 0, 0),
  ceilPlaces(1, 2, 2, 0, 1),
  ceilPlaces(1, 5, 4, 0, 0),
  ceilPlaces(2, 5, 4, 0, 1),
  ceilPlaces(1, 6, 4, 0, 0),
  ceilPlaces(5, 1, 3, 0, 2),
  ceilPlaces(6, 1, 3, 0, 2),
  ceilPlaces(7, 2, 5, 0, 2),
  ceilPlaces(6, 2, 5, 1, 2),
  ceilPlaces(3, 2, 2, 1, 2),
  ceilPlaces(4, 3, 2, 1, 3),
  ceilPlaces(8, 3, 3, 1, 3),
  ceilPlaces(1, 2, 2, 1, 1),
])('size %i, window %i, stride %i, padding %i in ceil mode: %i', (axis, length, step, zeros, count) => {
  expect(_.ceilWindowCount(axis, length, step, zeros)).toBe(count)
  expect(Math.max(0, ceilModeOfPyTorch(axis, length, step, zeros))).toBe(count)
})

/** Likewise. */
const reaches = <const Taps extends number, const Dilation extends number>(
  ...row: readonly [Taps, Dilation, NoInfer<_.Reach<Taps, Dilation>>]
) => row

test.each([reaches(3, 1, 3), reaches(3, 2, 5), reaches(1, 9, 1), reaches(7, 12, 73)])(
  '%i taps, %i apart, reach over %i cells',
  (taps, apart, cells) => {
    expect(_.reach(taps, apart)).toBe(cells)
  },
)

test('transposedCount is the least size that has so many places, with the cells added', () => {
  fc.assert(
    fc.property(size, window, stride, padding, fc.nat({ max: 3 }), (count, length, step, cells, more) => {
      const [zeros, added] = [cells % length, more % step]
      const made = _.transposedCount(count, length, step, zeros, added)
      if (made - added > 0) expect(_.windowCount(made, length, step, zeros)).toBe(count)
      if (made - added > 1) expect(_.windowCount(made - added - 1, length, step, zeros)).toBe(count - 1)
    }),
  )
})

/** Likewise. */
const spread = <
  const Places extends number,
  const Window extends number,
  const Stride extends number,
  const Padding extends number,
  const Added extends number,
>(
  ...row: readonly [Places, Window, Stride, Padding, Added, NoInfer<_.TransposedCount<Places, Window, Stride, Padding, Added>>]
) => row

test.each([
  spread(16, 2, 2, 0, 0, 32),
  spread(16, 3, 2, 1, 1, 32),
  spread(7, 4, 2, 1, 0, 14),
  spread(5, 2, 3, 0, 0, 14),
  spread(5, 3, 1, 1, 0, 5),
  spread(1, 3, 2, 1, 0, 1),
  spread(1, 1, 9, 0, 8, 9),
  spread(1, 4, 2, 2, 0, 0),
  spread(1, 4, 2, 3, 1, 0),
  spread(112, 7, 2, 3, 1, 224),
])('%i places, window %i, stride %i, padding %i, %i added: %i', (count, length, step, zeros, added, made) => {
  expect(_.transposedCount(count, length, step, zeros, added)).toBe(made)
})
