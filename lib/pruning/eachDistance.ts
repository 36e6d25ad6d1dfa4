/**
 * Euclidean distances between all filters of a layer, in float64. Differences are squared, and not taken from norms and products, of which nearly equal filters would leave
 * nothing but rounding. Two filters by four at a time, in so many rows as stay in a processor's nearest cache, which takes a third of the time of pair by pair.
 */
import { known } from '../shape/invariant.js'

/** filters side by side in a panel */
const across = 4
/** rows of a panel */
const deep = 256
/** filters whose distances are held at once */
const held = 128

/** Calls `told` with each pair of filters, the earlier one first, in order. `weight` [rows, width]: filter o owns the entries whose position is o modulo width. */
export const eachDistance = (weight: Float32Array, width: number, told: (one: number, other: number, distance: number) => void): void => {
  for (let start = 0; start < width; start += held) {
    const end = Math.min(width, start + held)
    const squares = squaresFrom(weight, width, start, end)
    for (let one = start; one < end; one += 1)
      for (let other = one + 1; other < width; other += 1)
        told(one, other, Math.sqrt(squares[(one - start) * lineOf(width) + other] as number))
  }
}

/** Numbers of a filter's distances to all, and to those that fill the last panel. */
const lineOf = (width: number): number => Math.ceil(width / across) * across

/** The squares of the distances of the filters from `start` to `end` to those behind them, a line for each. */
const squaresFrom = (weight: Float32Array, width: number, start: number, end: number): Float64Array => {
  const line = lineOf(width)
  const squares = new Float64Array((lineOf(end) - start) * line)
  const all = weight.length / width
  for (let row = 0; row < all; row += deep) {
    const rows = Math.min(deep, all - row)
    const panels = panelsOf(weight.subarray(row * width, (row + rows) * width), width, start)
    for (let left = 0; start + left * across < end; left += 1)
      for (let right = left; right < panels.length; right += 1)
        for (let half = 0; half < across; half += 2)
          addSquares(known(panels[left]), half, known(panels[right]), squares, (left * across + half) * line + start + right * across, line)
  }
  return squares
}

/** The filters from `start` on, four in a panel: [rows, 4] each, with zeros behind the last. */
const panelsOf = (weight: Float32Array, width: number, start: number): readonly Float64Array[] => {
  const rows = weight.length / width
  return Array.from({ length: Math.ceil((width - start) / across) }, (_, at) => {
    const panel = new Float64Array(rows * across)
    const first = start + at * across
    const filters = Math.min(across, width - first)
    for (let row = 0; row < rows; row += 1)
      for (let filter = 0; filter < filters; filter += 1) panel[row * across + filter] = weight[row * width + first + filter] as number
    return panel
  })
}

/** Adds the squares of the differences of two filters of a panel, from `half` on, and four of another, to the numbers at `into` and a line behind it. */
const addSquares = (left: Float64Array, half: number, right: Float64Array, squares: Float64Array, into: number, line: number): void => {
  // by name and one by one: the compiler then holds them in registers
  let a0 = 0
  let a1 = 0
  let a2 = 0
  let a3 = 0
  let b0 = 0
  let b1 = 0
  let b2 = 0
  let b3 = 0
  for (let at = 0; at < left.length; at += across) {
    const a = left[at + half] as number
    const b = left[at + half + 1] as number
    const x = right[at] as number
    const y = right[at + 1] as number
    const z = right[at + 2] as number
    const w = right[at + 3] as number
    a0 += (a - x) * (a - x)
    a1 += (a - y) * (a - y)
    a2 += (a - z) * (a - z)
    a3 += (a - w) * (a - w)
    b0 += (b - x) * (b - x)
    b1 += (b - y) * (b - y)
    b2 += (b - z) * (b - z)
    b3 += (b - w) * (b - w)
  }
  squares[into] = (squares[into] as number) + a0
  squares[into + 1] = (squares[into + 1] as number) + a1
  squares[into + 2] = (squares[into + 2] as number) + a2
  squares[into + 3] = (squares[into + 3] as number) + a3
  const next = into + line
  squares[next] = (squares[next] as number) + b0
  squares[next + 1] = (squares[next + 1] as number) + b1
  squares[next + 2] = (squares[next + 2] as number) + b2
  squares[next + 3] = (squares[next + 3] as number) + b3
}
