// The product at the heart of convolution and linear layers: rows of one matrix times packed panels of another (layouts: packPanels.ts).
//
// A row is found through a table, so that the same code serves matrices, convolutions (a row is what one output cell sees) and Winograd:
// each entry holds two byte offsets, from `source` to what the row reads and from `target` to what it writes (rowOffsets.ts). A row reads
// `segments` runs of `segmentFloats` adjacent floats, `segmentStride` bytes apart: in a convolution one run for each row of the window.
// The table ends in copies of its last entry, up to a multiple of 8: a tile that reaches past the last row computes that row again.
//
// What a network at rest does next is done before a tile is stored (ending.ts): a map is added, and what lies below `floor` is raised to it.
//
// Tiles of 4 rows by 8 columns hold their sums in eight registers. Unrolled loops and taller tiles are slower: V8 then spills registers.
import { ended, storeEnded } from './ending'
import { multiplyAdd } from './multiplyAdd'

/**
 * target[row, column] = max(bias[column] + sum over k of source[row, k] panels[k, column] + addend[row, column], floor); bias is padded as the
 * panels are, addend lies as target does (0: there is none), and a floor of -Infinity changes nothing.
 */
export function multiplyRows(
  table: usize,
  rows: i32,
  source: usize,
  target: usize,
  segments: i32,
  segmentStride: usize,
  segmentFloats: i32,
  panels: usize,
  bias: usize,
  columns: i32,
  addend: usize,
  floor: f32,
): void {
  const apart = addend ? addend - target : 0
  const steps = <usize>segments * <usize>segmentFloats
  let panel = panels
  let left = columns
  while (left > 4) {
    multiplyBy8(table, rows, source, target, segments, segmentStride, segmentFloats, panel, bias, min(left, 8), apart, floor)
    panel += steps << 5
    target += 32
    bias += 32
    left -= 8
  }
  if (left > 0) multiplyBy4(table, rows, source, target, segments, segmentStride, segmentFloats, panel, bias, left, apart, floor)
}

/**
 * As many products of the same sizes as there are `planes`, each `sourcePlane`, `targetPlane` and `panelPlane` bytes behind the one before, over
 * rows of one segment; without bias (`zeros` holds one) or ending.
 */
export function multiplyPlanes(
  planes: i32,
  table: usize,
  rows: i32,
  source: usize,
  sourcePlane: usize,
  target: usize,
  targetPlane: usize,
  depth: i32,
  panels: usize,
  panelPlane: usize,
  zeros: usize,
  columns: i32,
): void {
  for (; planes > 0; planes--) {
    multiplyRows(table, rows, source, target, 1, 0, depth, panels, zeros, columns, 0, -Infinity)
    source += sourcePlane
    target += targetPlane
    panels += panelPlane
  }
}

/** One panel of 8 columns, of which the first `lanes` (5 to 8) are stored. */
function multiplyBy8(
  table: usize,
  rows: i32,
  source: usize,
  target: usize,
  segments: i32,
  segmentStride: usize,
  segmentFloats: i32,
  panel: usize,
  bias: usize,
  lanes: i32,
  apart: usize,
  floor: f32,
): void {
  const least = f32x4.splat(floor)
  const segmentBytes = <usize>segmentFloats << 2
  const tableEnd = table + (<usize>rows << 3)
  const bias0 = v128.load(bias)
  const bias1 = v128.load(bias, 16)
  for (let entry = table; entry < tableEnd; entry += 32) {
    let row0 = source + <usize>i32.load(entry)
    let row1 = source + <usize>i32.load(entry, 8)
    let row2 = source + <usize>i32.load(entry, 16)
    let row3 = source + <usize>i32.load(entry, 24)
    let s00 = bias0, s01 = bias1
    let s10 = bias0, s11 = bias1
    let s20 = bias0, s21 = bias1
    let s30 = bias0, s31 = bias1
    let weights = panel
    for (let segment = 0; segment < segments; segment++) {
      let at0 = row0, at1 = row1, at2 = row2, at3 = row3
      const end = at0 + segmentBytes
      while (at0 < end) {
        const w0 = v128.load(weights)
        const w1 = v128.load(weights, 16)
        let value = v128.load32_splat(at0)
        s00 = multiplyAdd(value, w0, s00)
        s01 = multiplyAdd(value, w1, s01)
        value = v128.load32_splat(at1)
        s10 = multiplyAdd(value, w0, s10)
        s11 = multiplyAdd(value, w1, s11)
        value = v128.load32_splat(at2)
        s20 = multiplyAdd(value, w0, s20)
        s21 = multiplyAdd(value, w1, s21)
        value = v128.load32_splat(at3)
        s30 = multiplyAdd(value, w0, s30)
        s31 = multiplyAdd(value, w1, s31)
        at0 += 4
        at1 += 4
        at2 += 4
        at3 += 4
        weights += 32
      }
      row0 += segmentStride
      row1 += segmentStride
      row2 += segmentStride
      row3 += segmentStride
    }
    const to0 = target + <usize>i32.load(entry, 4)
    const to1 = target + <usize>i32.load(entry, 12)
    const to2 = target + <usize>i32.load(entry, 20)
    const to3 = target + <usize>i32.load(entry, 28)
    v128.store(to0, ended(s00, to0, apart, least))
    v128.store(to1, ended(s10, to1, apart, least))
    v128.store(to2, ended(s20, to2, apart, least))
    v128.store(to3, ended(s30, to3, apart, least))
    if (lanes == 8) {
      v128.store(to0 + 16, ended(s01, to0 + 16, apart, least))
      v128.store(to1 + 16, ended(s11, to1 + 16, apart, least))
      v128.store(to2 + 16, ended(s21, to2 + 16, apart, least))
      v128.store(to3 + 16, ended(s31, to3 + 16, apart, least))
    } else {
      storeEnded(to0 + 16, s01, lanes - 4, apart, least)
      storeEnded(to1 + 16, s11, lanes - 4, apart, least)
      storeEnded(to2 + 16, s21, lanes - 4, apart, least)
      storeEnded(to3 + 16, s31, lanes - 4, apart, least)
    }
  }
}

/** One panel of 4 columns, of which the first `lanes` are stored: tiles of 8 rows, so that there are eight sums here too. */
function multiplyBy4(
  table: usize,
  rows: i32,
  source: usize,
  target: usize,
  segments: i32,
  segmentStride: usize,
  segmentFloats: i32,
  panel: usize,
  bias: usize,
  lanes: i32,
  apart: usize,
  floor: f32,
): void {
  const least = f32x4.splat(floor)
  const segmentBytes = <usize>segmentFloats << 2
  const tableEnd = table + (<usize>rows << 3)
  const bias0 = v128.load(bias)
  for (let entry = table; entry < tableEnd; entry += 64) {
    let s0 = bias0, s1 = bias0, s2 = bias0, s3 = bias0, s4 = bias0, s5 = bias0, s6 = bias0, s7 = bias0
    let weights = panel
    let shift: usize = source
    for (let segment = 0; segment < segments; segment++) {
      let at0 = shift + <usize>i32.load(entry)
      let at1 = shift + <usize>i32.load(entry, 8)
      let at2 = shift + <usize>i32.load(entry, 16)
      let at3 = shift + <usize>i32.load(entry, 24)
      let at4 = shift + <usize>i32.load(entry, 32)
      let at5 = shift + <usize>i32.load(entry, 40)
      let at6 = shift + <usize>i32.load(entry, 48)
      let at7 = shift + <usize>i32.load(entry, 56)
      const end = at0 + segmentBytes
      while (at0 < end) {
        const w = v128.load(weights)
        s0 = multiplyAdd(v128.load32_splat(at0), w, s0)
        s1 = multiplyAdd(v128.load32_splat(at1), w, s1)
        s2 = multiplyAdd(v128.load32_splat(at2), w, s2)
        s3 = multiplyAdd(v128.load32_splat(at3), w, s3)
        s4 = multiplyAdd(v128.load32_splat(at4), w, s4)
        s5 = multiplyAdd(v128.load32_splat(at5), w, s5)
        s6 = multiplyAdd(v128.load32_splat(at6), w, s6)
        s7 = multiplyAdd(v128.load32_splat(at7), w, s7)
        at0 += 4
        at1 += 4
        at2 += 4
        at3 += 4
        at4 += 4
        at5 += 4
        at6 += 4
        at7 += 4
        weights += 16
      }
      shift += segmentStride
    }
    storeEnded(target + <usize>i32.load(entry, 4), s0, lanes, apart, least)
    storeEnded(target + <usize>i32.load(entry, 12), s1, lanes, apart, least)
    storeEnded(target + <usize>i32.load(entry, 20), s2, lanes, apart, least)
    storeEnded(target + <usize>i32.load(entry, 28), s3, lanes, apart, least)
    storeEnded(target + <usize>i32.load(entry, 36), s4, lanes, apart, least)
    storeEnded(target + <usize>i32.load(entry, 44), s5, lanes, apart, least)
    storeEnded(target + <usize>i32.load(entry, 52), s6, lanes, apart, least)
    storeEnded(target + <usize>i32.load(entry, 60), s7, lanes, apart, least)
  }
}
