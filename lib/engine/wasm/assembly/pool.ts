// Max and average pools and their gradients: the walk over windows, in which poolWindows.ts does a vector at a time.
//
// Sizes are those of the maps and of the outputs; a winner is a byte, so windows of more than 256 cells have none. `workspace`: a float for each
// output of a row, outWidth * channels. Windows begin `padding` cells before the map, at most half their size, and the last may reach beyond it: each
// has cells on the map, and those alone are looked at, so that nothing outside is ever read, or wins, or counts.
import { MAXIMUM, MEAN, poolVector, spreadVector } from './poolWindows'

/** Where, along an axis, a window's cells on the map begin. */
// @ts-ignore: decorator
@inline
function firstCell(place: i32, stride: i32, padding: i32): i32 {
  return max(0, place * stride - padding)
}

/** Whether some windows along an axis of `length` are not whole on the map. */
// @ts-ignore: decorator
@inline
function areCut(places: i32, length: i32, size: i32, stride: i32, padding: i32): bool {
  return padding > 0 || (places - 1) * stride + size > length
}

/** How many of a window's cells along an axis of `length` are on the map: all of them where none is `cut`. */
// @ts-ignore: decorator
@inline
function cellCount(cut: bool, place: i32, length: i32, size: i32, stride: i32, padding: i32): i32 {
  return cut ? min(length, place * stride - padding + size) - firstCell(place, stride, padding) : size
}

/** For each output of a row, how far the first cell of its window is from the map's first cell in the window's first row. */
function fillOffsets(offsets: usize, outWidth: i32, channels: i32, stride: i32, padding: i32): void {
  for (let x = 0; x < outWidth; x++) {
    for (let c = 0; c < channels; c++) {
      i32.store(offsets, (firstCell(x, stride, padding) * channels + c) << 2)
      offsets += 4
    }
  }
}

/** How many of a row's outputs are gathered into one vector: their windows are of one width, so each goes alone where some are cut. */
// @ts-ignore: decorator
@inline
function mostGathered(cut: bool): i32 {
  return cut ? 1 : 4
}

/** The last of the outputs that are there, for lanes behind it. */
// @ts-ignore: decorator
@inline
function offsetOf(offsets: usize, place: i32, end: i32): usize {
  return <usize>i32.load(offsets + (<usize>min(place, end - 1) << 2))
}

// @ts-ignore: decorator
@inline
function pool(
  kind: i32, input: usize, output: usize, winners: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, sizeY: i32, sizeX: i32, strideY: i32, strideX: i32, paddingY: i32, paddingX: i32, workspace: usize,
): void {
  const cellBytes = <usize>channels << 2
  const rowBytes = <usize>width * cellBytes
  const outRow = outWidth * channels
  const cutY = areCut(outHeight, height, sizeY, strideY, paddingY)
  const cutX = areCut(outWidth, width, sizeX, strideX, paddingX)
  const most = mostGathered(cutX)
  if (channels < 4) fillOffsets(workspace, outWidth, channels, strideX, paddingX)
  for (let n = 0; n < batch; n++) {
    for (let y = 0; y < outHeight; y++) {
      const corner = input + <usize>(n * height + firstCell(y, strideY, paddingY)) * rowBytes
      const rows = cellCount(cutY, y, height, sizeY, strideY, paddingY)
      if (channels < 4) {
        for (let at = 0; at < outRow; at += most) {
          const lanes = min(most, outRow - at)
          const end = at + lanes
          const columns = cutX ? cellCount(true, at / channels, width, sizeX, strideX, paddingX) : sizeX
          poolVector(kind, true,
            corner + offsetOf(workspace, at, end), corner + offsetOf(workspace, at + 1, end),
            corner + offsetOf(workspace, at + 2, end), corner + offsetOf(workspace, at + 3, end),
            rows, columns, cellBytes, rowBytes, output + (<usize>at << 2), winners + <usize>at, lanes)
        }
      } else {
        for (let x = 0; x < outWidth; x++) {
          const first = corner + <usize>firstCell(x, strideX, paddingX) * cellBytes
          const columns = cellCount(cutX, x, width, sizeX, strideX, paddingX)
          const to = <usize>(x * channels)
          for (let c = 0; c < channels; c += 4) {
            const from = <usize>min(c, channels - 4)
            const cell = first + (from << 2)
            poolVector(kind, false, cell, cell, cell, cell, rows, columns, cellBytes, rowBytes,
              output + ((to + from) << 2), winners + to + from, 4)
          }
        }
      }
      output += <usize>outRow << 2
      winners += <usize>outRow
    }
  }
}

/** Lanes of a row's last vector that the one before has not done. */
// @ts-ignore: decorator
@inline
function freshLanes(begun: i32, from: i32): v128 {
  return i32x4.ge_s(i32x4(0, 1, 2, 3), i32x4.splat(begun - from))
}

// @ts-ignore: decorator
@inline
function spread(
  kind: i32, accumulate: bool, outputGradient: usize, winners: usize, gradient: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, sizeY: i32, sizeX: i32, strideY: i32, strideX: i32, paddingY: i32, paddingX: i32, workspace: usize,
): void {
  const cellBytes = <usize>channels << 2
  const rowBytes = <usize>width * cellBytes
  const outRow = outWidth * channels
  const cutY = areCut(outHeight, height, sizeY, strideY, paddingY)
  const cutX = areCut(outWidth, width, sizeX, strideX, paddingX)
  const most = mostGathered(cutX)
  const all = i32x4.splat(-1)
  // Where windows neither overlap nor leave cells between or behind them, every cell is written once.
  const covered = !accumulate && strideY == sizeY && strideX == sizeX &&
    outHeight * sizeY >= height + paddingY && outWidth * sizeX >= width + paddingX
  if (channels < 4) fillOffsets(workspace, outWidth, channels, strideX, paddingX)
  for (let n = 0; n < batch; n++) {
    const map = gradient + <usize>(n * height) * rowBytes
    if (!covered) memory.fill(map, 0, <usize>height * rowBytes)
    for (let y = 0; y < outHeight; y++) {
      const corner = map + <usize>firstCell(y, strideY, paddingY) * rowBytes
      const rows = cellCount(cutY, y, height, sizeY, strideY, paddingY)
      if (channels < 4) {
        for (let at = 0; at < outRow; at += most) {
          const lanes = min(most, outRow - at)
          const end = at + lanes
          const columns = cutX ? cellCount(true, at / channels, width, sizeX, strideX, paddingX) : sizeX
          spreadVector(kind, true, accumulate,
            corner + offsetOf(workspace, at, end), corner + offsetOf(workspace, at + 1, end),
            corner + offsetOf(workspace, at + 2, end), corner + offsetOf(workspace, at + 3, end),
            rows, columns, cellBytes, rowBytes, outputGradient + (<usize>at << 2), winners + <usize>at, lanes, all)
        }
      } else {
        for (let x = 0; x < outWidth; x++) {
          const first = corner + <usize>firstCell(x, strideX, paddingX) * cellBytes
          const columns = cellCount(cutX, x, width, sizeX, strideX, paddingX)
          const to = <usize>(x * channels)
          for (let c = 0; c < channels; c += 4) {
            const from = min(c, channels - 4)
            const cell = first + (<usize>from << 2)
            spreadVector(kind, false, accumulate, cell, cell, cell, cell, rows, columns, cellBytes, rowBytes,
              outputGradient + ((to + <usize>from) << 2), winners + to + <usize>from, 4, freshLanes(c, from))
          }
        }
      }
      outputGradient += <usize>outRow << 2
      winners += <usize>outRow
    }
  }
}

// @ts-ignore: decorator
@inline
function spreadAny(
  kind: i32, outputGradient: usize, winners: usize, gradient: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, sizeY: i32, sizeX: i32, strideY: i32, strideX: i32, paddingY: i32, paddingX: i32, workspace: usize,
): void {
  if (strideY < sizeY || strideX < sizeX) {
    spread(kind, true, outputGradient, winners, gradient, batch, height, width, channels, outHeight, outWidth, sizeY, sizeX, strideY, strideX, paddingY, paddingX, workspace)
  } else {
    spread(kind, false, outputGradient, winners, gradient, batch, height, width, channels, outHeight, outWidth, sizeY, sizeX, strideY, strideX, paddingY, paddingX, workspace)
  }
}

/** `output` [batch, outHeight, outWidth, channels]; `winners` of the same shape in bytes. */
export function poolMaximum(
  input: usize, output: usize, winners: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, sizeY: i32, sizeX: i32, strideY: i32, strideX: i32, paddingY: i32, paddingX: i32, workspace: usize,
): void {
  pool(MAXIMUM, input, output, winners, batch, height, width, channels, outHeight, outWidth, sizeY, sizeX, strideY, strideX, paddingY, paddingX, workspace)
}

/** The gradient of the above; all of `gradient` is written. */
export function poolMaximumGradient(
  outputGradient: usize, winners: usize, gradient: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, sizeY: i32, sizeX: i32, strideY: i32, strideX: i32, paddingY: i32, paddingX: i32, workspace: usize,
): void {
  spreadAny(MAXIMUM, outputGradient, winners, gradient, batch, height, width, channels, outHeight, outWidth, sizeY, sizeX, strideY, strideX, paddingY, paddingX, workspace)
}

/** `output` [batch, outHeight, outWidth, channels]. */
export function poolMean(
  input: usize, output: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, sizeY: i32, sizeX: i32, strideY: i32, strideX: i32, workspace: usize,
): void {
  pool(MEAN, input, output, output, batch, height, width, channels, outHeight, outWidth, sizeY, sizeX, strideY, strideX, 0, 0, workspace)
}

/** The gradient of the above; all of `gradient` is written. */
export function poolMeanGradient(
  outputGradient: usize, gradient: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, sizeY: i32, sizeX: i32, strideY: i32, strideX: i32, workspace: usize,
): void {
  spreadAny(MEAN, outputGradient, outputGradient, gradient, batch, height, width, channels, outHeight, outWidth, sizeY, sizeX, strideY, strideX, 0, 0, workspace)
}
