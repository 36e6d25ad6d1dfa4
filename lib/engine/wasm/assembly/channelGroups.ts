// Sums and means over rows, each channel for itself: a bias's gradient, a global average pool.
import { OFFSET, mapRows } from './channelMap'
import { patternBytes, repeatChannels, sumOfChannel } from './channelPattern'
import { PLAIN, reduceRows } from './channelReductions'

/**
 * input [groups, rows, channels] -> output [groups, channels], the sum of a group's rows times `factor`.
 * `workspace`: two patterns of floats.
 */
export function sumGroups(input: usize, output: usize, groups: i32, rows: i32, channels: i32, factor: f64, workspace: usize): void {
  const group = (<usize>rows * <usize>channels) << 2
  for (; groups > 0; groups--) {
    reduceRows(PLAIN, input, input, rows, channels, workspace, workspace, workspace)
    for (let c = 0; c < channels; c++) f32.store(output + (<usize>c << 2), <f32>(sumOfChannel(workspace, channels, c) * factor))
    input += group
    output += <usize>channels << 2
  }
}

/** The transpose of `sumGroups`: input [groups, channels] -> output [groups, rows, channels]. `workspace`: a pattern of floats. */
export function spreadGroups(input: usize, output: usize, groups: i32, rows: i32, channels: i32, factor: f32, workspace: usize): void {
  const pattern = patternBytes(channels)
  const group = (<usize>rows * <usize>channels) << 2
  for (; groups > 0; groups--) {
    for (let c: usize = 0; c < <usize>channels << 2; c += 4) f32.store(workspace + c, f32.load(input + c) * factor)
    repeatChannels(workspace, channels)
    const end = output + group
    for (; output + pattern <= end; output += pattern) {
      for (let at: usize = 0; at < pattern; at += 16) v128.store(output + at, v128.load(workspace + at))
    }
    memory.copy(output, workspace, end - output)
    output = end
    input += <usize>channels << 2
  }
}

/** output = input + bias, for rows of channels; `bias` [channels]. `workspace`: a pattern of floats. */
export function addToRows(input: usize, bias: usize, output: usize, rows: i32, channels: i32, workspace: usize): void {
  memory.copy(workspace, bias, <usize>channels << 2)
  repeatChannels(workspace, channels)
  mapRows(OFFSET, input, input, output, rows, channels, workspace, workspace, workspace, workspace)
}
