// The inner loops of depthwise convolutions: one or four outputs of a row, all their channels, four at a time. Whatever is read or written lies one behind the
// other along the channels, so that a row of any width streams through the caches. A table (windowTaps.ts) holds the rows that the windows see.
import { loadLanes, storeLanes } from './lanes'
import { multiplyAdd } from './multiplyAdd'

/** Four outputs side by side, of windows of 3 columns: they see six cells of each row, the first or last of which may lie beside the map. */
// @ts-ignore: decorator
@inline
function usualTile(table: usize, tableEnd: usize, at: usize, cell: usize, packed: usize, to: usize, hasFirst: bool, hasLast: bool): void {
  let s0 = v128.load(packed), s1 = s0, s2 = s0, s3 = s0
  for (; table < tableEnd; table += 8) {
    let from = <usize>i32.load(table) + at
    const weights = packed + <usize>i32.load(table, 4)
    const w0 = v128.load(weights, 16)
    const w1 = v128.load(weights, 32)
    const w2 = v128.load(weights, 48)
    if (hasFirst) s0 = multiplyAdd(v128.load(from), w0, s0)
    from += cell
    let value = v128.load(from)
    s0 = multiplyAdd(value, w1, s0)
    s1 = multiplyAdd(value, w0, s1)
    from += cell
    value = v128.load(from)
    s0 = multiplyAdd(value, w2, s0)
    s1 = multiplyAdd(value, w1, s1)
    s2 = multiplyAdd(value, w0, s2)
    from += cell
    value = v128.load(from)
    s1 = multiplyAdd(value, w2, s1)
    s2 = multiplyAdd(value, w1, s2)
    s3 = multiplyAdd(value, w0, s3)
    from += cell
    value = v128.load(from)
    s2 = multiplyAdd(value, w2, s2)
    s3 = multiplyAdd(value, w1, s3)
    if (hasLast) s3 = multiplyAdd(v128.load(from + cell), w2, s3)
  }
  storeFour(to, cell, s0, s1, s2, s3)
}

// @ts-ignore: decorator
@inline
function storeFour(to: usize, step: usize, s0: v128, s1: v128, s2: v128, s3: v128): void {
  v128.store(to, s0)
  v128.store(to + step, s1)
  to += step << 1
  v128.store(to, s2)
  v128.store(to + step, s3)
}

/** Four outputs whose windows begin `step` bytes apart, their taps `across` bytes. */
// @ts-ignore: decorator
@inline
function anyTile(
  table: usize, tableEnd: usize, taps: i32, at: usize, step: usize, across: usize, weightStep: usize, packed: usize, first: usize, to: usize, toStep: usize,
): void {
  let s0 = v128.load(packed), s1 = s0, s2 = s0, s3 = s0
  for (; table < tableEnd; table += 8) {
    let from = <usize>i32.load(table) + at
    let weights = packed + first + <usize>i32.load(table, 4)
    for (let count = taps; count > 0; count--) {
      const weight = v128.load(weights, 16)
      const third = from + (step << 1)
      s0 = multiplyAdd(v128.load(from), weight, s0)
      s1 = multiplyAdd(v128.load(from + step), weight, s1)
      s2 = multiplyAdd(v128.load(third), weight, s2)
      s3 = multiplyAdd(v128.load(third + step), weight, s3)
      from += across
      weights += weightStep
    }
  }
  storeFour(to, toStep, s0, s1, s2, s3)
}

/**
 * Four outputs, `toStep` bytes apart, of at least four channels. `at` is where the first one's window begins in each of the rows; `first` is where its first tap's
 * vector lies behind those of the row's first.
 */
export function depthwiseTileBy4(
  table: usize, rows: i32, taps: i32, at: usize, step: usize, across: usize, weightStep: usize, first: usize, packed: usize, packedStep: usize, to: usize,
  toStep: usize, channels: i32,
): void {
  const tableEnd = table + (<usize>rows << 3)
  for (let channel = 0; channel < channels; channel += 4) {
    const bytes = <usize>min(channel, channels - 4) << 2
    anyTile(table, tableEnd, taps, at + bytes, step, across, weightStep, packed, first, to + bytes, toStep)
    packed += packedStep
  }
}

/** The same for windows of 3 columns, one cell apart, as their taps are. `start` is the cell where the first one begins, -1 if that lies before the map. */
export function depthwiseUsualTile(
  table: usize, rows: i32, start: i32, width: i32, packed: usize, packedStep: usize, to: usize, channels: i32,
): void {
  const tableEnd = table + (<usize>rows << 3)
  const cell = <usize>channels << 2
  const at = <usize>start * cell
  const hasFirst = start >= 0
  const hasLast = start + 5 < width
  for (let channel = 0; channel < channels; channel += 4) {
    const bytes = <usize>min(channel, channels - 4) << 2
    usualTile(table, tableEnd, at + bytes, cell, packed, to + bytes, hasFirst, hasLast)
    packed += packedStep
  }
}

/** One output; `isWhole` if it has four channels or more. */
// @ts-ignore: decorator
@inline
export function depthwiseTileBy1(
  isWhole: bool, table: usize, rows: i32, taps: i32, at: usize, across: usize, weightStep: usize, first: usize, packed: usize, packedStep: usize, to: usize,
  channels: i32,
): void {
  const tableEnd = table + (<usize>rows << 3)
  const lanes = isWhole ? 4 : channels
  for (let channel = 0; channel < channels; channel += 4) {
    const bytes = <usize>min(channel, channels - lanes) << 2
    let sum = v128.load(packed)
    for (let row = table; row < tableEnd; row += 8) {
      let from = <usize>i32.load(row) + at + bytes
      let weights = packed + first + <usize>i32.load(row, 4)
      for (let count = taps; count > 0; count--) {
        sum = multiplyAdd(isWhole ? v128.load(from) : loadLanes(from, lanes), v128.load(weights, 16), sum)
        from += across
        weights += weightStep
      }
    }
    if (isWhole) v128.store(to + bytes, sum)
    else storeLanes(to + bytes, sum, lanes)
    packed += packedStep
  }
}
