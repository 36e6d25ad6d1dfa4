// Pools over maps [batch, height, width, channels] in windows of `rows` by `columns`, all of whose cells are on the map.
//
// Four channels of a cell are a vector. Where the channels are no multiple of 4, the last vector begins four channels before the end and
// does some again, which writes the same values twice. Fewer than four channels do not fill a vector: there four neighboring outputs are
// one, and their cells are gathered from the places that a table gives, the same table for every row of windows.
import { loadLanes, storeLanes } from './lanes'

/** The largest value of a window; a winner is the number of the cell that holds it, row by row: of equal ones the first, of NaN the last. */
export const MAXIMUM = 0
/** The mean of a window. */
export const MEAN = 1

/** Where the cells of the next vector are: one address, or, where they are gathered, one for each lane. */
// @ts-ignore: decorator
@inline
function loadCells(gathered: bool, offset: usize, a: usize, b: usize, c: usize, d: usize): v128 {
  if (!gathered) return v128.load(a + offset)
  const one = v128.load32_zero(a + offset)
  const two = v128.load_lane<f32>(b + offset, one, 1)
  return v128.load_lane<f32>(d + offset, v128.load_lane<f32>(c + offset, two, 2), 3)
}

// @ts-ignore: decorator
@inline
function beats(value: v128, best: v128): v128 {
  return v128.or(f32x4.gt(value, best), f32x4.ne(value, value))
}

/** Writes the first `lanes` of four winners, a byte each. */
// @ts-ignore: decorator
@inline
function storeWinners(address: usize, winners: v128, lanes: i32): void {
  const words = i16x8.narrow_i32x4_s(winners, winners)
  const bytes = i8x16.narrow_i16x8_u(words, words)
  if (lanes == 4) v128.store_lane<i32>(address, bytes, 0)
  else {
    v128.store_lane<i8>(address, bytes, 0)
    if (lanes > 1) v128.store_lane<i8>(address + 1, bytes, 1)
    if (lanes > 2) v128.store_lane<i8>(address + 2, bytes, 2)
  }
}

/** Four outputs of which `lanes` are written, from windows whose first cells are at a, b, c, d. */
// @ts-ignore: decorator
@inline
export function poolVector(
  kind: i32, gathered: bool, a: usize, b: usize, c: usize, d: usize, rows: i32, columns: i32, cellBytes: usize,
  rowBytes: usize, output: usize, winners: usize, lanes: i32,
): void {
  if (kind == MAXIMUM) {
    let best = loadCells(gathered, 0, a, b, c, d)
    let winner = i32x4.splat(0)
    if (rows == 2 && columns == 2) {
      // Both rows at once, then the better of the two.
      const right = loadCells(gathered, cellBytes, a, b, c, d)
      const below = loadCells(gathered, rowBytes, a, b, c, d)
      const last = loadCells(gathered, rowBytes + cellBytes, a, b, c, d)
      const isRight = beats(right, best)
      const isLast = beats(last, below)
      best = v128.bitselect(right, best, isRight)
      const lower = v128.bitselect(last, below, isLast)
      const isLower = beats(lower, best)
      best = v128.bitselect(lower, best, isLower)
      // A mask is -1 where it is set.
      winner = i32x4.sub(v128.and(isLower, i32x4.splat(2)), v128.bitselect(isLast, isRight, isLower))
    } else {
      let cell = 0
      let row: usize = 0
      for (let i = rows; i > 0; i--) {
        let at = row
        for (let j = columns; j > 0; j--) {
          const value = loadCells(gathered, at, a, b, c, d)
          const isThis = beats(value, best)
          best = v128.bitselect(value, best, isThis)
          winner = v128.bitselect(i32x4.splat(cell), winner, isThis)
          cell++
          at += cellBytes
        }
        row += rowBytes
      }
    }
    storeLanes(output, best, lanes)
    storeWinners(winners, winner, lanes)
  } else {
    let sum = f32x4.splat(0)
    if (rows == 2 && columns == 2) {
      const upper = f32x4.add(loadCells(gathered, 0, a, b, c, d), loadCells(gathered, cellBytes, a, b, c, d))
      const lower = f32x4.add(loadCells(gathered, rowBytes, a, b, c, d), loadCells(gathered, rowBytes + cellBytes, a, b, c, d))
      sum = f32x4.add(upper, lower)
    } else {
      let row: usize = 0
      for (let i = rows; i > 0; i--) {
        let at = row
        for (let j = columns; j > 0; j--) {
          sum = f32x4.add(sum, loadCells(gathered, at, a, b, c, d))
          at += cellBytes
        }
        row += rowBytes
      }
    }
    storeLanes(output, f32x4.mul(sum, f32x4.splat(1 / <f32>(rows * columns))), lanes)
  }
}

/** Four gradients of outputs: what the gradient of one cell of their windows is, from the output's gradient and its winners. */
// @ts-ignore: decorator
@inline
function cellGradient(kind: i32, gradient: v128, winner: v128, cell: i32): v128 {
  return kind == MAXIMUM ? v128.and(gradient, i32x4.eq(winner, i32x4.splat(cell))) : gradient
}

// @ts-ignore: decorator
@inline
function putLane(accumulate: bool, address: usize, value: f32): void {
  f32.store(address, accumulate ? f32.load(address) + value : value)
}

/** Writes, or adds, the first `lanes` of a vector to the cells that `loadCells` would read. */
// @ts-ignore: decorator
@inline
function putCells(gathered: bool, accumulate: bool, value: v128, lanes: i32, offset: usize, a: usize, b: usize, c: usize, d: usize): void {
  if (!gathered) {
    v128.store(a + offset, accumulate ? f32x4.add(v128.load(a + offset), value) : value)
    return
  }
  putLane(accumulate, a + offset, f32x4.extract_lane(value, 0))
  if (lanes > 1) putLane(accumulate, b + offset, f32x4.extract_lane(value, 1))
  if (lanes > 2) putLane(accumulate, c + offset, f32x4.extract_lane(value, 2))
  if (lanes > 3) putLane(accumulate, d + offset, f32x4.extract_lane(value, 3))
}

/**
 * The gradients of all cells of four windows, of which `lanes` are there. Lanes that are not `fresh` (all bits set) were done before: they
 * add nothing.
 */
// @ts-ignore: decorator
@inline
export function spreadVector(
  kind: i32, gathered: bool, accumulate: bool, a: usize, b: usize, c: usize, d: usize, rows: i32, columns: i32, cellBytes: usize,
  rowBytes: usize, outputGradient: usize, winners: usize, lanes: i32, fresh: v128,
): void {
  let gradient = loadLanes(outputGradient, lanes)
  if (accumulate) gradient = v128.and(gradient, fresh)
  if (kind == MEAN) gradient = f32x4.mul(gradient, f32x4.splat(1 / <f32>(rows * columns)))
  let winner = gradient
  if (kind == MAXIMUM) {
    let bytes: u32 = load<u8>(winners)
    if (lanes == 4) bytes = load<u32>(winners)
    else {
      if (lanes > 1) bytes |= <u32>load<u8>(winners + 1) << 8
      if (lanes > 2) bytes |= <u32>load<u8>(winners + 2) << 16
    }
    winner = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(i32x4.splat(bytes)))
  }
  if (rows == 2 && columns == 2) {
    putCells(gathered, accumulate, cellGradient(kind, gradient, winner, 0), lanes, 0, a, b, c, d)
    putCells(gathered, accumulate, cellGradient(kind, gradient, winner, 1), lanes, cellBytes, a, b, c, d)
    putCells(gathered, accumulate, cellGradient(kind, gradient, winner, 2), lanes, rowBytes, a, b, c, d)
    putCells(gathered, accumulate, cellGradient(kind, gradient, winner, 3), lanes, rowBytes + cellBytes, a, b, c, d)
    return
  }
  let cell = 0
  let row: usize = 0
  for (let i = rows; i > 0; i--) {
    let at = row
    for (let j = columns; j > 0; j--) {
      putCells(gathered, accumulate, cellGradient(kind, gradient, winner, cell), lanes, at, a, b, c, d)
      cell++
      at += cellBytes
    }
    row += rowBytes
  }
}
