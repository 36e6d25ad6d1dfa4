// The table through which multiplyRows finds its rows: for each row two byte offsets, what it reads and what it writes.

/**
 * Entries for the cells (image, y, x) of [images, height, width], in that order, the last one repeated up to a multiple of 4. Strides are
 * in bytes from one image, row or cell to the next, on the side that is read (source) and on the side that is written (target).
 */
export function rowOffsets(
  table: usize,
  images: i32,
  height: i32,
  width: i32,
  sourceImage: i32,
  sourceRow: i32,
  sourceCell: i32,
  targetImage: i32,
  targetRow: i32,
  targetCell: i32,
): void {
  let at = table
  for (let image = 0; image < images; image++) {
    for (let y = 0; y < height; y++) {
      let source = image * sourceImage + y * sourceRow
      let target = image * targetImage + y * targetRow
      for (let x = 0; x < width; x++) {
        i32.store(at, source)
        i32.store(at, target, 4)
        source += sourceCell
        target += targetCell
        at += 8
      }
    }
  }
  const last = i64.load(at - 8)
  for (; (at - table) & 31; at += 8) i64.store(at, last)
}
