// The gradient of a depthwise convolution by its filter: sums over the cells of the outputs, a vector of sums for each four of channels and tap.
import { loadLanes, storeLanes } from './lanes'
import { multiplyAdd } from './multiplyAdd'
import { fillRows, firstTap, isUnforeseen, tapCount, touch, touchAhead } from './windowTaps'

/** Terms of a sum in float32 before it is added to the one in float64. */
const MOST_TERMS = 256

/** Terms of four outputs side by side, of windows of 3 columns: they see six cells of each row, the first or last of which may lie beside the map. */
// @ts-ignore: decorator
@inline
function addUsual(
  table: usize, tableEnd: usize, at: usize, cell: usize, dy0: v128, dy1: v128, dy2: v128, dy3: v128, sums: usize, hasFirst: bool, hasLast: bool,
): void {
  for (; table < tableEnd; table += 8) {
    let from = <usize>i32.load(table) + at
    const to = sums + <usize>i32.load(table, 4)
    const v0 = hasFirst ? v128.load(from) : f32x4.splat(0)
    from += cell
    const v1 = v128.load(from)
    from += cell
    const v2 = v128.load(from)
    from += cell
    const v3 = v128.load(from)
    from += cell
    const v4 = v128.load(from)
    from += cell
    const v5 = hasLast ? v128.load(from) : f32x4.splat(0)
    const s0 = multiplyAdd(v0, dy0, v128.load(to))
    const s1 = multiplyAdd(v1, dy0, v128.load(to, 16))
    const s2 = multiplyAdd(v2, dy0, v128.load(to, 32))
    v128.store(to, multiplyAdd(v3, dy3, multiplyAdd(v2, dy2, multiplyAdd(v1, dy1, s0))))
    v128.store(to, multiplyAdd(v4, dy3, multiplyAdd(v3, dy2, multiplyAdd(v2, dy1, s1))), 16)
    v128.store(to, multiplyAdd(v5, dy3, multiplyAdd(v4, dy2, multiplyAdd(v3, dy1, s2))), 32)
  }
}

/** Four outputs' terms, their windows `step` bytes apart. */
// @ts-ignore: decorator
@inline
function addAny(
  table: usize, tableEnd: usize, taps: i32, at: usize, step: usize, across: usize, dy0: v128, dy1: v128, dy2: v128, dy3: v128, sums: usize,
): void {
  for (; table < tableEnd; table += 8) {
    let from = <usize>i32.load(table) + at
    let to = sums + <usize>i32.load(table, 4)
    for (let count = taps; count > 0; count--) {
      const third = from + (step << 1)
      const sum = multiplyAdd(v128.load(from + step), dy1, multiplyAdd(v128.load(from), dy0, v128.load(to)))
      v128.store(to, multiplyAdd(v128.load(third + step), dy3, multiplyAdd(v128.load(third), dy2, sum)))
      from += across
      to += 16
    }
  }
}

/** One output's terms. */
// @ts-ignore: decorator
@inline
function addOne(isWhole: bool, table: usize, tableEnd: usize, taps: i32, at: usize, across: usize, dy: v128, sums: usize, lanes: i32): void {
  for (; table < tableEnd; table += 8) {
    let from = <usize>i32.load(table) + at
    let to = sums + <usize>i32.load(table, 4)
    for (let count = taps; count > 0; count--) {
      v128.store(to, multiplyAdd(isWhole ? v128.load(from) : loadLanes(from, lanes), dy, v128.load(to)))
      from += across
      to += 16
    }
  }
}

/** Adds `count` vectors of float32 to totals in float64, and leaves zeros. */
function flush(sums: usize, totals: usize, count: i32): void {
  for (const end = sums + (<usize>count << 4); sums < end; sums += 16) {
    const values = v128.load(sums)
    v128.store(totals, f64x2.add(v128.load(totals), f64x2.promote_low_f32x4(values)))
    const upper = f64x2.promote_low_f32x4(v128.shuffle<i64>(values, values, 1, 1))
    v128.store(totals, f64x2.add(v128.load(totals, 16), upper), 16)
    v128.store(sums, f32x4.splat(0))
    totals += 32
  }
}

/** Totals for each four of channels and tap as a filter [taps, channels]; the last four begin where they end with the channels. */
function unpackTaps(totals: usize, taps: i32, channels: i32, filter: usize): void {
  const lanes = min(4, channels)
  for (let channel = 0; channel < channels; channel += 4) {
    const first = min(channel, channels - lanes)
    for (let tap = 0; tap < taps; tap++) {
      const lower = f32x4.demote_f64x2_zero(v128.load(totals))
      const upper = f32x4.demote_f64x2_zero(v128.load(totals, 16))
      storeLanes(filter + (<usize>(tap * channels + first) << 2), v128.shuffle<i64>(lower, upper, 0, 2), lanes)
      totals += 32
    }
  }
}

/** A row of outputs of windows 3 cells wide and one apart, as their taps are, that begin no more than a cell before the map. */
function addUsualRow(table: usize, tableEnd: usize, gradient: usize, width: i32, channels: i32, outWidth: i32, left: i32, sums: usize, sumsStep: usize): void {
  const cell = <usize>channels << 2
  const zero = f32x4.splat(0)
  for (let next = 0; next < outWidth; next += 4) {
    const x = min(next, outWidth - 4)
    // of the last four some may have been before
    const fresh = x + 4 - next
    const start = x - left
    const hasFirst = start >= 0
    const hasLast = start + 5 < width
    let at = <usize>start * cell
    let to = sums
    for (let channel = 0; channel < channels; channel += 4) {
      const bytes = <usize>min(channel, channels - 4) << 2
      const dy = gradient + <usize>x * cell + bytes
      const third = dy + (cell << 1)
      const dy0 = fresh == 4 ? v128.load(dy) : zero
      const dy1 = fresh >= 3 ? v128.load(dy + cell) : zero
      const dy2 = fresh >= 2 ? v128.load(third) : zero
      addUsual(table, tableEnd, at + bytes, cell, dy0, dy1, dy2, v128.load(third + cell), to, hasFirst, hasLast)
      to += sumsStep
    }
  }
}

/** The terms of a row of outputs, whose windows' rows are in the table. */
function addAnyRow(
  table: usize, tableEnd: usize, gradient: usize, width: i32, channels: i32, outWidth: i32, kernelWidth: i32, stride: i32, dilation: i32, left: i32, sums: usize,
  sumsStep: usize,
): void {
  const cell = <usize>channels << 2
  const step = <usize>stride * cell
  const across = <usize>dilation * cell
  const lanes = min(4, channels)
  for (let x = 0; x < outWidth; ) {
    const start = x * stride - left
    const from = gradient + <usize>x * cell
    let to = sums
    if (channels >= 4 && x + 3 < outWidth && start >= 0 && start + 3 * stride + (kernelWidth - 1) * dilation < width) {
      const at = <usize>start * cell
      for (let channel = 0; channel < channels; channel += 4) {
        const bytes = <usize>min(channel, channels - 4) << 2
        const dy = from + bytes
        const third = dy + (cell << 1)
        const dy0 = v128.load(dy), dy1 = v128.load(dy + cell), dy2 = v128.load(third), dy3 = v128.load(third + cell)
        addAny(table, tableEnd, kernelWidth, at + bytes, step, across, dy0, dy1, dy2, dy3, to)
        to += sumsStep
      }
      x += 4
    } else {
      const first = firstTap(start, kernelWidth, dilation, 1, true)
      const taps = tapCount(start, first, 1, kernelWidth, dilation, 1, width)
      const at = <usize>(start + first * dilation) * cell
      to += <usize>first << 4
      for (let channel = 0; channel < channels; channel += 4) {
        const bytes = <usize>min(channel, channels - lanes) << 2
        if (lanes == 4) addOne(true, table, tableEnd, taps, at + bytes, across, v128.load(from + bytes), to, 4)
        else addOne(false, table, tableEnd, taps, at + bytes, across, loadLanes(from + bytes, lanes), to, lanes)
        to += sumsStep
      }
      x++
    }
  }
}

/**
 * target[i, j, c] = sum over images, y and x of padded[y strideY + i dilationY, x strideX + j dilationX, c] gradient[y, x, c], where `padded` is the source behind
 * `top` rows and `left` columns. Workspace: `sums` a vector, `totals` two, for each tap and four of channels; `table` two words for each row of a window.
 */
export function depthwiseFilterGradient(
  source: usize, gradient: usize, target: usize, batch: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  kernelHeight: i32, kernelWidth: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, top: i32, left: i32, sums: usize, totals: usize, table: usize,
): void {
  const rowBytes = <usize>(width * channels) << 2
  const outRowBytes = <usize>(outWidth * channels) << 2
  const taps = kernelHeight * kernelWidth
  const vectors = taps * ((channels + 3) >> 2)
  const sumsStep = <usize>taps << 4
  const isUsual =
    kernelWidth == 3 && strideX == 1 && dilationX == 1 && channels >= 4 && outWidth >= 4 && left >= 0 && left <= 1 && outWidth - left + 1 <= width
  const seen = table + (<usize>kernelHeight << 3)
  memory.fill(sums, 0, <usize>vectors << 4)
  memory.fill(totals, 0, <usize>vectors << 5)
  let terms = 0
  for (let image = 0; image < batch; image++) {
    for (let y = 0; y < outHeight; y++) {
      const rows = fillRows(table, source, height, rowBytes, y * strideY - top, kernelHeight, kernelWidth, dilationY, 1)
      if (isUnforeseen(channels)) {
        touchAhead(source, height, rowBytes, (y + 1) * strideY - top, strideY, kernelHeight, dilationY, 1, seen)
        if (y + 1 < outHeight) touch(gradient + outRowBytes, outRowBytes, seen)
      }
      const tableEnd = table + (<usize>rows << 3)
      if (isUsual) addUsualRow(table, tableEnd, gradient, width, channels, outWidth, left, sums, sumsStep)
      else addAnyRow(table, tableEnd, gradient, width, channels, outWidth, kernelWidth, strideX, dilationX, left, sums, sumsStep)
      gradient += outRowBytes
      terms += outWidth
      if (terms >= MOST_TERMS) {
        flush(sums, totals, vectors)
        terms = 0
      }
    }
    source += <usize>height * rowBytes
  }
  flush(sums, totals, vectors)
  unpackTaps(totals, taps, channels, target)
}
