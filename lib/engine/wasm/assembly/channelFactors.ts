// Maps times a factor for each channel of a sample, and the sums that are the factors' gradient.
import { SCALED, mapRows } from './channelMap'
import { patternBytes, repeatChannels, sumOfChannel } from './channelPattern'
import { GRADIENTS, reduceRows } from './channelReductions'

/** input [groups, rows, channels] * factors [groups, channels] -> output [groups, rows, channels]. `workspace`: a pattern of floats. */
export function scaleGroups(input: usize, factors: usize, output: usize, groups: i32, rows: i32, channels: i32, workspace: usize): void {
  const group = (<usize>rows * <usize>channels) << 2
  for (; groups > 0; groups--) {
    memory.copy(workspace, factors, <usize>channels << 2)
    repeatChannels(workspace, channels)
    mapRows(SCALED, input, input, output, rows, channels, workspace, workspace, workspace, workspace)
    input += group
    output += group
    factors += <usize>channels << 2
  }
}

/**
 * left and right [groups, rows, channels] -> output [groups, channels], the sums of a group's products over its rows.
 * `workspace`: five patterns of floats.
 */
export function sumProductsOfGroups(
  left: usize, right: usize, output: usize, groups: i32, rows: i32, channels: i32, workspace: usize,
): void {
  const pattern = patternBytes(channels)
  const group = (<usize>rows * <usize>channels) << 2
  const sums = workspace + pattern
  const products = sums + (pattern << 1)
  memory.fill(workspace, 0, pattern)
  for (; groups > 0; groups--) {
    reduceRows(GRADIENTS, left, right, rows, channels, workspace, sums, products)
    for (let c = 0; c < channels; c++) f32.store(output + (<usize>c << 2), <f32>sumOfChannel(products, channels, c))
    left += group
    right += group
    output += <usize>channels << 2
  }
}
