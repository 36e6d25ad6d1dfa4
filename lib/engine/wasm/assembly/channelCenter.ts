// A number near each channel's mean, to take deviations from before the mean is known.
import { repeatChannels } from './channelPattern'

/** As many rows, spread over all, give the center that the first sums are taken around. */
const SAMPLES = 32

/** A float32 near each channel's mean: that of a few rows. Any would be correct; near the mean, squares do not cancel. Fills a pattern. */
export function sampleCenter(input: usize, rows: i32, channels: i32, center: usize): void {
  const samples = min(rows, SAMPLES)
  const row = <usize>channels << 2
  const whole = row & ~15
  const stride = <usize>(rows / max(samples, 1)) * row
  memory.fill(center, 0, row)
  for (let left = samples; left > 0; left--) {
    let c: usize = 0
    for (; c < whole; c += 16) v128.store(center + c, f32x4.add(v128.load(center + c), v128.load(input + c)))
    for (; c < row; c += 4) f32.store(center + c, f32.load(center + c) + f32.load(input + c))
    input += stride
  }
  for (let c: usize = 0; c < row; c += 4) {
    const mean = f32.load(center + c) / <f32>samples
    // A sum that is not finite is no center; the sums themselves will say what became of that channel.
    f32.store(center + c, mean - mean == 0 ? mean : 0)
  }
  repeatChannels(center, channels)
}
