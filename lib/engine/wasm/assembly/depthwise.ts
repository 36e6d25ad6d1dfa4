// Depthwise convolution, and its gradient by the input, which is one too: of the output's gradient, its cells `spread` by the stride, with the filter turned.
import { depthwiseTileBy1, depthwiseTileBy4, depthwiseUsualTile } from './depthwiseTile'
import { depthwiseWalk, walkKind, walkLength } from './depthwiseWalk'
import { storeEnded } from './ending'
import { loadLanes } from './lanes'
import { fillRows, firstTap, isUnforeseen, tapCount, tapsApart, touchAhead } from './windowTaps'

/**
 * For each four of channels a vector of the bias, zeros if there is none, and one for each tap of the filter [taps, channels]; from the last tap to the first
 * if it is to be turned. The last four begin where they end with the channels.
 */
function packTaps(filter: usize, bias: usize, taps: i32, channels: i32, turned: bool, packed: usize): void {
  const lanes = min(4, channels)
  for (let channel = 0; channel < channels; channel += 4) {
    const first = <usize>min(channel, channels - lanes) << 2
    v128.store(packed, bias ? loadLanes(bias + first, lanes) : f32x4.splat(0))
    for (let tap = 0; tap < taps; tap++) {
      packed += 16
      const from = turned ? taps - 1 - tap : tap
      v128.store(packed, loadLanes(filter + (<usize>(from * channels) << 2) + first, lanes))
    }
    packed += 16
  }
}

/** A row of outputs, ended. */
function endRow(to: usize, bytes: usize, apart: usize, activation: i32): void {
  const end = to + bytes
  for (; to + 16 <= end; to += 16) storeEnded(to, v128.load(to), 4, apart, activation)
  if (to < end) {
    const lanes = <i32>((end - to) >> 2)
    storeEnded(to, loadLanes(to, lanes), lanes, apart, activation)
  }
}

/**
 * A row of outputs of windows 3 cells wide and one apart, as their taps are, that begin no more than a cell before the map; the last four may be some again. It is
 * for cells that lie too far apart to walk over.
 */
function usualRow(table: usize, rows: i32, target: usize, width: i32, channels: i32, outWidth: i32, left: i32, packed: usize, packedStep: usize): void {
  for (let next = 0; next < outWidth; next += 4) {
    const x = min(next, outWidth - 4)
    depthwiseUsualTile(table, rows, x - left, width, packed, packedStep, target + (<usize>(x * channels) << 2), channels)
  }
}

/** A row of outputs, whose windows' rows are in the table: in turn those whose windows meet the map's cells with the same taps, four at a time where all do. */
function anyRow(
  table: usize, rows: i32, target: usize, width: i32, channels: i32, outWidth: i32, kernelWidth: i32, stride: i32, spread: i32, dilation: i32, left: i32,
  packed: usize, packedStep: usize,
): void {
  const cell = <usize>channels << 2
  const apart = tapsApart(dilation, spread)
  const across = <usize>(apart * dilation / spread) * cell
  const weightStep = <usize>apart << 4
  const most = (width - 1) * spread
  for (let phase = 0; phase < min(spread, outWidth); phase++) {
    const base = firstTap(phase * stride - left, kernelWidth, dilation, spread, false)
    const taps = base < kernelWidth ? (kernelWidth - 1 - base) / apart + 1 : 0
    const lead = base * dilation
    const tail = (base + (taps - 1) * apart) * dilation
    for (let x = phase; x < outWidth; ) {
      // four that begin here, or a little before and are some again: of outputs whose windows meet the map with all their taps
      let from = x
      for (let back = 0; back < 4; back++, from -= spread) {
        const fourth = from + 3 * spread
        if (fourth < outWidth && fourth * stride - left + tail <= most) break
      }
      if (channels >= 4 && from > x - 4 * spread && from >= phase && from * stride - left + lead >= 0) {
        const at = <usize>((from * stride - left + lead) / spread) * cell
        const to = target + <usize>from * cell
        depthwiseTileBy4(
          table, rows, taps, at, <usize>stride * cell, across, weightStep, <usize>base << 4, packed, packedStep, to, <usize>spread * cell, channels,
        )
        x = from + 4 * spread
      } else {
        const start = x * stride - left
        const to = target + <usize>x * cell
        const first = firstTap(start, kernelWidth, dilation, spread, true)
        const count = tapCount(start, first, apart, kernelWidth, dilation, spread, width)
        const at = <usize>((start + first * dilation) / spread) * cell
        const weights = <usize>first << 4
        if (channels >= 4) depthwiseTileBy1(true, table, rows, count, at, across, weightStep, weights, packed, packedStep, to, channels)
        else depthwiseTileBy1(false, table, rows, count, at, across, weightStep, weights, packed, packedStep, to, channels)
        x += spread
      }
    }
  }
}

/** Bytes of maps that a second-level cache holds, and of cells so far apart that the processor does not foresee a walk over them. */
const FAR_MAPS: usize = 1 << 21
const FAR_CELLS: i32 = 1 << 7

/** The last row of the map that a window sees which begins at `start`. */
// @ts-ignore: decorator
@inline
function lastRow(start: i32, kernel: i32, dilation: i32, spread: i32): i32 {
  return (start + (kernel - 1) * dilation) / spread
}

/**
 * target [batch, outHeight, outWidth, channels] = bias[c] + sum over i, j of padded[y strideY + i dilationY, x strideX + j dilationX, c] filter[i, j, c] + addend,
 * ended in `activation` (ending.ts). `padded` is the source, its cells `spreadY` and `spreadX` apart, behind `top` rows and `left` columns (less than 0: so many are cut off).
 * Workspace: `packed`, a vector for each four of channels and tap, and one more; `table`, two words for each row of a window. bias and addend are 0 where there
 * are none.
 */
export function depthwise(
  source: usize, filter: usize, bias: usize, target: usize, batch: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  kernelHeight: i32, kernelWidth: i32, strideY: i32, strideX: i32, spreadY: i32, spreadX: i32, dilationY: i32, dilationX: i32, top: i32, left: i32, turned: i32,
  addend: usize, activation: i32, packed: usize, table: usize,
): void {
  const apart = addend ? addend - target : 0
  const rowBytes = <usize>(width * channels) << 2
  const outRowBytes = <usize>(outWidth * channels) << 2
  const packedStep = <usize>(kernelHeight * kernelWidth + 1) << 4
  const isUsual =
    kernelWidth == 3 && strideX == 1 && spreadX == 1 && dilationX == 1 && channels >= 4 && outWidth >= 4 && left >= 0 && left <= 1 &&
    outWidth - left + 1 <= width
  const kind = kernelHeight <= 3 && kernelWidth == 3 && dilationX == 1 && channels >= 4 ? walkKind(strideX, spreadX, left, width, outWidth) : 0
  const length = kind ? walkLength(kind, channels, outWidth) : 0
  const end = source + <usize>(batch * height) * rowBytes
  const isFar = end - source >= FAR_MAPS && channels << 2 > FAR_CELLS
  const seen = table + (<usize>kernelHeight << 3)
  packTaps(filter, bias, kernelHeight * kernelWidth, channels, turned != 0, packed)
  for (let image = 0; image < batch; image++) {
    for (let y = 0; y < outHeight; y++) {
      const rows = fillRows(table, source, height, rowBytes, y * strideY - top, kernelHeight, kernelWidth, dilationY, spreadY)
      if (length > 0 && rows > 0) {
        // rows that come into sight with the next outputs, maybe those of the next map
        const row = lastRow(y * strideY - top, kernelHeight, dilationY, spreadY) + 1
        const next = lastRow((y + 1) * strideY - top, kernelHeight, dilationY, spreadY) + 1
        const ahead = isFar && row >= 0 && source + <usize>next * rowBytes <= end ? <usize>(next - row) * rowBytes : 0
        depthwiseWalk(
          kind, length, table, rows, channels, packed, packedStep, left, width, outWidth, target, source + <usize>row * rowBytes, ahead, seen,
        )
      } else {
        if (isUnforeseen(channels))
          touchAhead(source, height, rowBytes, (y + 1) * strideY - top, strideY, kernelHeight, dilationY, spreadY, seen)
        if (isUsual) usualRow(table, rows, target, width, channels, outWidth, left, packed, packedStep)
        else anyRow(table, rows, target, width, channels, outWidth, kernelWidth, strideX, spreadX, dilationX, left, packed, packedStep)
      }
      if (apart || activation) endRow(target, outRowBytes, apart, activation)
      target += outRowBytes
    }
    source += <usize>height * rowBytes
  }
}
