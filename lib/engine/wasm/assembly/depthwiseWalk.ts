// Rows of outputs of depthwise convolutions whose windows have 3 columns. Four channels walk along the map: the taps' vectors stay in registers, and so do the
// sums of the outputs under way, so that a walk reads each cell once and writes each output once. Walks are compiled for each number of rows, 1 to 3, that a
// window has on the map: what lies above or below it is left out, as is what lies beside it.
import { multiplyAdd } from './multiplyAdd'
import { touch } from './windowTaps'

/** Windows one cell apart: a cell is the last tap of one output, the middle one of the next, and the first one of the one after it. */
export const ONE_APART = 1
/** Windows two cells apart: cells are middle taps and outer ones in turn. */
export const TWO_APART = 2
/** Cells two places apart, in the gradient of such windows: a cell is the last tap of one output, the only one of the next, and the first one of the one after it. */
export const SPREAD = 3

/** sum + the products of a column of cells with a column of taps, of so many rows */
// @ts-ignore: decorator
@inline
function addColumn(rows: i32, sum: v128, u: v128, v: v128, w: v128, a: v128, b: v128, c: v128): v128 {
  sum = multiplyAdd(u, a, sum)
  if (rows > 1) sum = multiplyAdd(v, b, sum)
  if (rows > 2) sum = multiplyAdd(w, c, sum)
  return sum
}

/** Of a row in the table (windowTaps.ts): where it begins on the map, or where its taps' vectors lie behind the bias. */
// @ts-ignore: decorator
@inline
function wordOf(table: usize, row: i32, which: i32): usize {
  return <usize>i32.load(table + (<usize>row << 3) + (<usize>which << 2))
}

/** The first `lead` cells complete no output; then come `steps` from one output (of SPREAD, two) to the next; `trail` outputs more end beside the map. */
// @ts-ignore: decorator
@inline
function walk(kind: i32, rows: i32, table: usize, at: usize, cell: usize, packed: usize, lead: i32, steps: i32, trail: i32, to: usize): void {
  const bias = v128.load(packed)
  const a = packed + wordOf(table, 0, 1)
  const a0 = v128.load(a, 16), a1 = v128.load(a, 32), a2 = v128.load(a, 48)
  const b = rows > 1 ? packed + wordOf(table, 1, 1) : 0
  const b0 = rows > 1 ? v128.load(b, 16) : a0, b1 = rows > 1 ? v128.load(b, 32) : a0, b2 = rows > 1 ? v128.load(b, 48) : a0
  const c = rows > 2 ? packed + wordOf(table, 2, 1) : 0
  const c0 = rows > 2 ? v128.load(c, 16) : a0, c1 = rows > 2 ? v128.load(c, 32) : a0, c2 = rows > 2 ? v128.load(c, 48) : a0
  let first = wordOf(table, 0, 0) + at
  let second = rows > 1 ? wordOf(table, 1, 0) + at : 0
  let third = rows > 2 ? wordOf(table, 2, 0) + at : 0
  // the sums of the next output and of the one behind it
  let near = bias
  let far = bias
  for (; lead > 0; lead--) {
    const u = v128.load(first), v = rows > 1 ? v128.load(second) : u, w = rows > 2 ? v128.load(third) : u
    if (kind == ONE_APART) {
      near = addColumn(rows, far, u, v, w, a1, b1, c1)
      far = addColumn(rows, bias, u, v, w, a0, b0, c0)
    } else {
      near = addColumn(rows, bias, u, v, w, a0, b0, c0)
      if (kind == SPREAD) {
        v128.store(to, addColumn(rows, bias, u, v, w, a1, b1, c1))
        to += cell
      }
    }
    first += cell
    if (rows > 1) second += cell
    if (rows > 2) third += cell
  }
  const step = kind == SPREAD ? cell << 1 : cell
  for (const end = to + <usize>steps * step; to != end; to += step) {
    if (kind == TWO_APART) {
      const u = v128.load(first), v = rows > 1 ? v128.load(second) : u, w = rows > 2 ? v128.load(third) : u
      near = addColumn(rows, near, u, v, w, a1, b1, c1)
      first += cell
      if (rows > 1) second += cell
      if (rows > 2) third += cell
    }
    const u = v128.load(first), v = rows > 1 ? v128.load(second) : u, w = rows > 2 ? v128.load(third) : u
    v128.store(to, addColumn(rows, near, u, v, w, a2, b2, c2))
    if (kind == ONE_APART) near = addColumn(rows, far, u, v, w, a1, b1, c1)
    if (kind == SPREAD) v128.store(to + cell, addColumn(rows, bias, u, v, w, a1, b1, c1))
    const next = addColumn(rows, bias, u, v, w, a0, b0, c0)
    if (kind == ONE_APART) far = next
    else near = next
    first += cell
    if (rows > 1) second += cell
    if (rows > 2) third += cell
  }
  if (trail > 0) {
    // of the last window two cells apart the middle is on the map
    if (kind == TWO_APART) near = addColumn(rows, near, v128.load(first), rows > 1 ? v128.load(second) : near, rows > 2 ? v128.load(third) : near, a1, b1, c1)
    v128.store(to, near)
  }
  if (trail > 1) v128.store(to + cell, far)
}

/** Every four of the channels walk; before each walk some of the memory `ahead`, if there is any, is touched. */
// @ts-ignore: decorator
@inline
function walks(
  kind: i32, rows: i32, table: usize, at: usize, cell: usize, packed: usize, packedStep: usize, lead: i32, steps: i32, trail: i32, to: usize,
  ahead: usize, aheadStep: usize, seen: usize,
): void {
  for (let next: usize = 0; next < cell; next += 16) {
    const bytes = min(next, cell - 16)
    if (aheadStep) {
      touch(ahead, aheadStep, seen)
      ahead += aheadStep
    }
    walk(kind, rows, table, at + bytes, cell, packed, lead, steps, trail, to + bytes)
    packed += packedStep
  }
}

// @ts-ignore: decorator
@inline
function walksOf(
  kind: i32, rows: i32, table: usize, at: usize, cell: usize, packed: usize, packedStep: usize, lead: i32, steps: i32, trail: i32, to: usize,
  ahead: usize, aheadStep: usize, seen: usize,
): void {
  if (rows == 3) walks(kind, 3, table, at, cell, packed, packedStep, lead, steps, trail, to, ahead, aheadStep, seen)
  else if (rows == 2) walks(kind, 2, table, at, cell, packed, packedStep, lead, steps, trail, to, ahead, aheadStep, seen)
  else walks(kind, 1, table, at, cell, packed, packedStep, lead, steps, trail, to, ahead, aheadStep, seen)
}

/** What walks there are for windows of 3 columns, `left` of which lie beside the map at first, if no more lie beside it at last; 0 if none. */
export function walkKind(stride: i32, spread: i32, left: i32, width: i32, outWidth: i32): i32 {
  if (left < 0 || left > 2 || width < 2 - left) return 0
  if (stride == 1 && spread == 1 && outWidth <= width + left) return ONE_APART
  if (stride == 2 && spread == 1 && left < 2 && 2 * outWidth <= width + left) return TWO_APART
  const beyond = outWidth - 2 * width + (left & 1)
  if (stride == 1 && spread == 2 && left > 0 && beyond >= 0 && beyond <= 2) return SPREAD
  return 0
}

/** Of fewer outputs a walk takes as long to begin as it saves; of those two apart, where tiles are slower, only where it is a part of a row. */
const LEAST_ONE_APART = 10
const LEAST_PART = 6

/**
 * How many outputs walks go along at once, 0 if none should. Four walks share each cache line, so that all the lines around a walk should stay in the first-level
 * cache, a page of 4 KiB eight times: of cells that lie a power of two apart it holds the fewer the further apart they are.
 */
export function walkLength(kind: i32, channels: i32, outWidth: i32): i32 {
  const cell = channels << 2
  const apart = max(cell & -cell, 64)
  const lines = (8 << 12) / apart
  const most = kind == TWO_APART ? (lines - 3) / 7 : (lines - 6) >> 2
  if (outWidth > most && (kind == SPREAD || most < LEAST_PART)) return 0
  const parts = (outWidth + most - 1) / most
  const length = (outWidth + parts - 1) / parts
  return kind == ONE_APART && length < LEAST_ONE_APART ? 0 : length
}

/** A row of outputs. */
export function depthwiseWalk(
  kind: i32, length: i32, table: usize, rows: i32, channels: i32, packed: usize, packedStep: usize, left: i32, width: i32, outWidth: i32, to: usize,
  ahead: usize, aheadBytes: usize, seen: usize,
): void {
  const cell = <usize>channels << 2
  const vectors = (channels + 3) >> 2
  // two new rows at once are read faster together
  if (kind == TWO_APART && aheadBytes) touch(ahead, aheadBytes, seen)
  const aheadStep = kind == TWO_APART ? 0 : aheadBytes / <usize>(vectors * ((outWidth + length - 1) / length))
  const aheadOfPart = <usize>vectors * aheadStep
  for (let x = 0; x < outWidth; x += length) {
    const count = min(length, outWidth - x)
    const target = to + <usize>x * cell
    if (kind == ONE_APART) {
      const start = max(0, x - left)
      const lead = x + 2 - left - start
      const steps = min(count, width - start - lead)
      walksOf(ONE_APART, rows, table, <usize>start * cell, cell, packed, packedStep, lead, steps, count - steps, target, ahead, aheadStep, seen)
    } else if (kind == TWO_APART) {
      const start = max(0, 2 * x - left)
      const lead = 2 * x + 1 - left - start
      const steps = min(count, (width - start - lead) >> 1)
      walksOf(TWO_APART, rows, table, <usize>start * cell, cell, packed, packedStep, lead, steps, count - steps, target, 0, 0, seen)
    } else {
      const lead = left & 1
      const steps = width - lead
      walksOf(SPREAD, rows, table, 0, cell, packed, packedStep, lead, steps, outWidth - lead - 2 * steps, target, ahead, aheadStep, seen)
    }
    ahead += aheadOfPart
  }
}
