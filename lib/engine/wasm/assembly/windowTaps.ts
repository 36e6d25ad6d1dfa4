// Which taps of a depthwise convolution's windows lie on the map. A window begins at `start`, its taps `dilation` apart, and the map's cells are `spread` apart
// themselves (more than 1 in the gradient by the input, where the source is the output's gradient): a tap between two of them sees nothing. What lies beyond the
// edges is not there either, so that nothing is ever laid out anew.

/** The first tap that meets a cell; `kernel` if none does. `onMap`: a cell that is not before the map. */
// @ts-ignore: decorator
@inline
export function firstTap(start: i32, kernel: i32, dilation: i32, spread: i32, onMap: bool): i32 {
  let tap = 0
  for (; tap < kernel; tap++) {
    const at = start + tap * dilation
    if (at % spread == 0 && (!onMap || at >= 0)) break
  }
  return tap
}

/** Taps from one that meets a cell to the next. */
// @ts-ignore: decorator
@inline
export function tapsApart(dilation: i32, spread: i32): i32 {
  let apart = 1
  while ((apart * dilation) % spread != 0) apart++
  return apart
}

/** How many taps from `first` on, `apart` from each other, meet a cell of the map's `size`. */
// @ts-ignore: decorator
@inline
export function tapCount(start: i32, first: i32, apart: i32, kernel: i32, dilation: i32, spread: i32, size: i32): i32 {
  let count = 0
  for (let tap = first; tap < kernel && start + tap * dilation <= (size - 1) * spread; tap += apart) count++
  return count
}

/** For each row of a window that lies on the map two words, its address and the offset of its taps' vectors; returns how many there are. */
export function fillRows(
  table: usize, map: usize, height: i32, rowBytes: usize, start: i32, kernelHeight: i32, kernelWidth: i32, dilation: i32, spread: i32,
): i32 {
  const first = firstTap(start, kernelHeight, dilation, spread, true)
  const apart = tapsApart(dilation, spread)
  const count = tapCount(start, first, apart, kernelHeight, dilation, spread, height)
  for (let row = 0; row < count; row++) {
    const tap = first + row * apart
    i32.store(table, <i32>(map + <usize>((start + tap * dilation) / spread) * rowBytes))
    i32.store(table, (tap * kernelWidth) << 4, 4)
    table += 8
  }
  return count
}

/** Whether a processor does not foresee by itself, of cells so many channels apart, which rows tiles will read: those that it does come slower when they are touched. */
// @ts-ignore: decorator
@inline
export function isUnforeseen(channels: i32): bool {
  return channels > 64
}

/** Reads a word of each cache line, so that they come one behind the other, as memory gives them fastest. `seen`: a word that then holds anything. */
export function touch(from: usize, bytes: usize, seen: usize): void {
  let word = 0
  for (const end = from + bytes; from < end; from += 64) word |= i32.load(from)
  i32.store(seen, word)
}

/** Touches the rows of the map that the windows at `start` see and those `step` before did not. */
export function touchAhead(
  map: usize, height: i32, rowBytes: usize, start: i32, step: i32, kernelHeight: i32, dilation: i32, spread: i32, seen: usize,
): void {
  const end = start + (kernelHeight - 1) * dilation + 1
  for (let at = end - step; at < end; at++) {
    if (at >= 0 && at % spread == 0 && at / spread < height) touch(map + <usize>(at / spread) * rowBytes, rowBytes, seen)
  }
}
