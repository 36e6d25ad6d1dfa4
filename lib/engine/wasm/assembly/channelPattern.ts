// Rows of channels as one flat run. A channel count that is no multiple of 4 would leave a scalar tail on every row; the run as a whole has
// none: its channels repeat every lcm(4, channels) floats, a whole number of vectors. One such stretch is a pattern. What belongs to a
// channel (a mean, a factor) is written out once for each place of the pattern, and then meets the run vector by vector.

/** Bytes of one pattern: lcm(4, channels) floats, repeated where that is less than the four vectors that a loop works on at once. */
// @ts-ignore: decorator
@inline
export function patternBytes(channels: i32): usize {
  const vectors = channels >> min(2, ctz(channels))
  return <usize>(vectors < 4 ? 4 * vectors : vectors) << 4
}

/** Completes a pattern of floats whose first `channels` are there. */
export function repeatChannels(pattern: usize, channels: i32): void {
  const bytes = patternBytes(channels)
  const period = <usize>channels << 2
  for (let at = period; at < bytes; at += 4) f32.store(pattern + at, f32.load(pattern + at - period))
}

/** The sum of a pattern of float64 over the places of one channel. */
export function sumOfChannel(sums: usize, channels: i32, channel: i32): f64 {
  const bytes = patternBytes(channels) << 1
  let sum: f64 = 0
  for (let at = <usize>channel << 3; at < bytes; at += <usize>channels << 3) sum += f64.load(sums + at)
  return sum
}
