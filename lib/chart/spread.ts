/**
 * Names at the ends of lines, moved apart where they would overlap; the order of their heights stays.
 *
 * @example
 * spread([10, 12, 90], 20, 100) // => [10, 30, 90]
 */
export const spread = (heights: readonly number[], gap: number, lowest: number): readonly number[] => {
  const order = heights.map((_, index) => index).toSorted((left, right) => (heights[left] ?? 0) - (heights[right] ?? 0))
  const placed = [...heights]
  let above = Number.NEGATIVE_INFINITY
  for (const index of order) {
    above = Math.max(placed[index] ?? 0, above + gap)
    placed[index] = above
  }
  let below = lowest
  for (const index of order.toReversed()) {
    below = Math.min(placed[index] ?? 0, below)
    placed[index] = below
    below -= gap
  }
  return placed
}
