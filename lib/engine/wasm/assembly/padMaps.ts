// Maps with zeros around them, so that a convolution's windows are plain runs of memory.

/** target [images, top + height + bottom, left + width + right, channels] from source [images, height, width, channels]. */
export function padMaps(
  source: usize,
  target: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  top: i32,
  bottom: i32,
  left: i32,
  right: i32,
): void {
  const cell = <usize>channels << 2
  const row = <usize>width * cell
  const paddedRow = <usize>(left + width + right) * cell
  const before = <usize>top * paddedRow + <usize>left * cell
  const between = <usize>(left + right) * cell
  const after = <usize>right * cell + <usize>bottom * paddedRow
  for (let image = 0; image < images; image++) {
    memory.fill(target, 0, before)
    target += before
    for (let y = 0; y < height; y++) {
      memory.copy(target, source, row)
      source += row
      target += row
      const gap = y < height - 1 ? between : after
      memory.fill(target, 0, gap)
      target += gap
    }
  }
}
