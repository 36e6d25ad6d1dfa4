// Maps laid out anew where a dilation leaves cells between the taps of a window, which are no run of memory then.

/**
 * target [images, top + height + bottom, apart, columns, channels]: source [images, height, width, channels] with zeros around. A row of
 * left + width + right cells is laid as `apart` runs, cell u in place u / apart of run u % apart, all of as many columns as the first.
 */
export function layMaps(
  source: usize, target: usize, images: i32, height: i32, width: i32, channels: i32, top: i32, bottom: i32, left: i32, right: i32, apart: i32,
): void {
  const cell = <usize>channels << 2
  const columns = (left + width + right + apart - 1) / apart
  const row = <usize>(apart * columns) * cell
  for (let image = 0; image < images; image++) {
    memory.fill(target, 0, <usize>top * row)
    target += <usize>top * row
    for (let y = 0; y < height; y++) {
      for (let run = 0; run < apart; run++) {
        for (let at = 0, x = run - left; at < columns; at++, x += apart) {
          if (x < 0 || x >= width) memory.fill(target, 0, cell)
          else copyCell(source + <usize>x * cell, target, cell)
          target += cell
        }
      }
      source += <usize>width * cell
    }
    memory.fill(target, 0, <usize>bottom * row)
    target += <usize>bottom * row
  }
}

/** As many bytes as a cell has. */
// @ts-ignore: decorator
@inline
function copyCell(source: usize, target: usize, bytes: usize): void {
  let at: usize = 0
  for (; at + 16 <= bytes; at += 16) v128.store(target + at, v128.load(source + at))
  for (; at < bytes; at += 4) i32.store(target + at, i32.load(source + at))
}
