/**
 * Which of so many numbers in a row, from `first` on, is the largest; of equal ones the earliest, and -1 where one is NaN. A loop over the whole array: of maps there
 * are millions of rows.
 *
 * @example
 * likeliest([9, 1, 3, 3], 1, 3) // => 1
 * likeliest([2, Number.NaN], 0, 2) // => -1
 */
export const likeliest = (values: ArrayLike<number>, first: number, count: number): number => {
  let found = 0
  for (let at = 0; at < count; at += 1) {
    const value = values[first + at] as number
    if (Number.isNaN(value)) return -1
    if (value > (values[first + found] as number)) found = at
  }
  return found
}
