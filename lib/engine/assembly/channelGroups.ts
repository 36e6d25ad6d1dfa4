// Sums and means over rows, each channel for itself: a bias's gradient, a global average pool.
import { OFFSET, mapRows } from './channelMap'
import { patternBytes, repeatChannels, sumOfChannel } from './channelPattern'
import { PLAIN, reduceRows } from './channelReductions'

/**
 * input [groups, rows, channels] -> output [groups, channels], the sum of a group's rows times `factor`.
 * `scratch`: two patterns of floats.
 */
export function sumGroups(input: usize, output: usize, groups: i32, rows: i32, channels: i32, factor: f64, scratch: usize): void {
  const group = (<usize>rows * <usize>channels) << 2
  for (; groups > 0; groups--) {
    reduceRows(PLAIN, input, input, rows, channels, scratch, scratch, scratch)
    for (let c = 0; c < channels; c++) f32.store(output + (<usize>c << 2), <f32>(sumOfChannel(scratch, channels, c) * factor))
    input += group
    output += <usize>channels << 2
  }
}

/** The transpose of `sumGroups`: input [groups, channels] -> output [groups, rows, channels]. `scratch`: a pattern of floats. */
export function spreadGroups(input: usize, output: usize, groups: i32, rows: i32, channels: i32, factor: f32, scratch: usize): void {
  const pattern = patternBytes(channels)
  const group = (<usize>rows * <usize>channels) << 2
  for (; groups > 0; groups--) {
    for (let c: usize = 0; c < <usize>channels << 2; c += 4) f32.store(scratch + c, f32.load(input + c) * factor)
    repeatChannels(scratch, channels)
    const end = output + group
    for (; output + pattern <= end; output += pattern) {
      for (let at: usize = 0; at < pattern; at += 16) v128.store(output + at, v128.load(scratch + at))
    }
    memory.copy(output, scratch, end - output)
    output = end
    input += <usize>channels << 2
  }
}

/** output = input + bias, for rows of channels; `bias` [channels]. `scratch`: a pattern of floats. */
export function addToRows(input: usize, bias: usize, output: usize, rows: i32, channels: i32, scratch: usize): void {
  memory.copy(scratch, bias, <usize>channels << 2)
  repeatChannels(scratch, channels)
  mapRows(OFFSET, input, input, output, rows, channels, scratch, scratch, scratch, scratch)
}
