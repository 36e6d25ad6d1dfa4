// Maps made larger by a whole factor, and their gradient (what it means: lib/engine/upsample.ts). Along each axis an output is made of two cells, by the share of the
// one behind; where that is 0 it is not looked at. Rows are blended first, then the cells of a row, so that most of the work is on runs of memory.
import { loadLanes, storeLanes } from './lanes'

// @ts-ignore: decorator
@inline
function placeOf(output: i32, factor: i32, bilinear: bool): f64 {
  return bilinear ? max<f64>(0, (<f64>output + 0.5) / <f64>factor - 0.5) : <f64>(output / factor)
}

/** Of each output column three words: how many bytes behind the row's begin its two cells are, and the second one's share. */
function layColumns(table: usize, width: i32, factor: i32, bilinear: bool, cell: i32): void {
  for (let x = 0; x < width * factor; x++, table += 12) {
    const place = placeOf(x, factor, bilinear)
    const low = <i32>place
    i32.store(table, low * cell)
    i32.store(table, min(low + 1, width - 1) * cell, 4)
    f32.store(table, <f32>(place - <f64>low), 8)
  }
}

/** to = the first's share + the second's, of so many floats. */
function blend(first: usize, second: usize, share: f32, to: usize, floats: i32): void {
  const a = f32x4.splat(1 - share)
  const b = f32x4.splat(share)
  const whole = first + (<usize>(floats & ~3) << 2)
  const lanes = floats & 3
  if (share == 0) {
    for (; first < whole; first += 16, to += 16) v128.store(to, v128.load(first))
    if (lanes) storeLanes(to, loadLanes(first, lanes), lanes)
    return
  }
  for (; first < whole; first += 16, second += 16, to += 16)
    v128.store(to, f32x4.add(f32x4.mul(a, v128.load(first)), f32x4.mul(b, v128.load(second))))
  if (lanes) storeLanes(to, f32x4.add(f32x4.mul(a, loadLanes(first, lanes)), f32x4.mul(b, loadLanes(second, lanes))), lanes)
}

/** to += factor * from, of so many floats. */
function addShare(from: usize, factor: f32, to: usize, floats: i32): void {
  const by = f32x4.splat(factor)
  const whole = from + (<usize>(floats & ~3) << 2)
  const lanes = floats & 3
  for (; from < whole; from += 16, to += 16) v128.store(to, f32x4.add(v128.load(to), f32x4.mul(by, v128.load(from))))
  if (lanes) storeLanes(to, f32x4.add(loadLanes(to, lanes), f32x4.mul(by, loadLanes(from, lanes))), lanes)
}

/** target [batch, height factor, width factor, channels] from source [batch, height, width, channels]. Workspace: `table`, three words for each output column; `row`, a row of the source. */
export function enlarge(
  source: usize, target: usize, batch: i32, height: i32, width: i32, channels: i32, factor: i32, bilinear: i32, table: usize, row: usize,
): void {
  const cell = channels << 2
  const rowBytes = <usize>(width * cell)
  const tableEnd = table + <usize>(width * factor * 12)
  layColumns(table, width, factor, bilinear != 0, cell)
  for (let image = 0; image < batch; image++) {
    for (let y = 0; y < height * factor; y++) {
      const place = placeOf(y, factor, bilinear != 0)
      const low = <i32>place
      const share = <f32>(place - <f64>low)
      const first = source + <usize>low * rowBytes
      if (share != 0) blend(first, source + <usize>min(low + 1, height - 1) * rowBytes, share, row, width * channels)
      const from = share != 0 ? row : first
      for (let column = table; column < tableEnd; column += 12) {
        blend(from + <usize>i32.load(column), from + <usize>i32.load(column, 4), f32.load(column, 8), target, channels)
        target += cell
      }
    }
    source += <usize>height * rowBytes
  }
}

/** gradient [batch, height, width, channels] from outputGradient [batch, height factor, width factor, channels]; workspace as above. */
export function enlargeGradient(
  outputGradient: usize, gradient: usize, batch: i32, height: i32, width: i32, channels: i32, factor: i32, bilinear: i32, table: usize, row: usize,
): void {
  const cell = channels << 2
  const rowBytes = <usize>(width * cell)
  const tableEnd = table + <usize>(width * factor * 12)
  layColumns(table, width, factor, bilinear != 0, cell)
  for (let image = 0; image < batch; image++) {
    memory.fill(gradient, 0, <usize>height * rowBytes)
    for (let y = 0; y < height * factor; y++) {
      memory.fill(row, 0, rowBytes)
      for (let column = table; column < tableEnd; column += 12) {
        const share = f32.load(column, 8)
        addShare(outputGradient, 1 - share, row + <usize>i32.load(column), channels)
        if (share != 0) addShare(outputGradient, share, row + <usize>i32.load(column, 4), channels)
        outputGradient += cell
      }
      const place = placeOf(y, factor, bilinear != 0)
      const low = <i32>place
      const share = <f32>(place - <f64>low)
      addShare(row, 1 - share, gradient + <usize>low * rowBytes, width * channels)
      if (share != 0) addShare(row, share, gradient + <usize>min(low + 1, height - 1) * rowBytes, width * channels)
    }
    gradient += <usize>height * rowBytes
  }
}
