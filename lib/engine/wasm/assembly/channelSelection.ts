// Chosen channels of rows, and back.
//
// As rows of `to` channels are written in a flat run, what a place is filled with repeats every lcm(4, to) floats (channelPattern.ts): a
// table says for each place of that pattern how far away its float is in the source, and the run is written vector by vector for any
// number of channels.
import { patternBytes } from './channelPattern'

/** The number in the list of chosen channels, floats that hold whole numbers; -1 for whatever numbers none of so many `channels`. */
// @ts-ignore: decorator
@inline
function chosen(list: usize, index: i32, channels: i32): i32 {
  const number = f32.load(list + (<usize>index << 2))
  return number >= 0 && number < <f32>channels && floor<f32>(number) == number ? <i32>number : -1
}

/** Completes the tables, whose first `to` places are there: each further row lies `from` channels further in the source. */
function repeatPlaces(offsets: usize, masks: usize, from: i32, to: i32): void {
  const bytes = patternBytes(to)
  const period = <usize>to << 2
  for (let at = period; at < bytes; at += 4) {
    i32.store(offsets + at, i32.load(offsets + at - period) + (from << 2))
    i32.store(masks + at, i32.load(masks + at - period))
  }
}

/** Fills `rows` rows of `to` channels from rows of `from`, by the tables. */
function moveChannels(source: usize, target: usize, rows: i32, from: i32, to: i32, offsets: usize, masks: usize): void {
  const pattern = patternBytes(to)
  const end = target + ((<usize>rows * <usize>to) << 2)
  // As many rows as a pattern has, in bytes of the source.
  const stride = <usize>(<i32>pattern / to) * <usize>from
  for (; target < end; target += pattern) {
    const bytes = min(pattern, end - target)
    const whole = bytes & ~15
    let at: usize = 0
    for (; at < whole; at += 16) {
      let vector = v128.load32_zero(source + <usize>i32.load(offsets + at))
      vector = v128.load_lane<f32>(source + <usize>i32.load(offsets + at, 4), vector, 1)
      vector = v128.load_lane<f32>(source + <usize>i32.load(offsets + at, 8), vector, 2)
      vector = v128.load_lane<f32>(source + <usize>i32.load(offsets + at, 12), vector, 3)
      v128.store(target + at, v128.and(vector, v128.load(masks + at)))
    }
    for (; at < bytes; at += 4) {
      i32.store(target + at, i32.load(source + <usize>i32.load(offsets + at)) & i32.load(masks + at))
    }
    source += stride
  }
}

/**
 * input [rows, channels] -> output [rows, count], the channels that `list` names (floats that hold whole numbers), in its order; 0 where it
 * names none. `workspace`: two patterns of `count` channels.
 */
export function gatherChannels(input: usize, list: usize, output: usize, rows: i32, channels: i32, count: i32, workspace: usize): void {
  const masks = workspace + patternBytes(count)
  for (let i = 0; i < count; i++) {
    const place = <usize>i << 2
    const channel = chosen(list, i, channels)
    i32.store(workspace + place, max(channel, 0) << 2)
    i32.store(masks + place, channel < 0 ? 0 : -1)
  }
  repeatPlaces(workspace, masks, channels, count)
  moveChannels(input, output, rows, channels, count, workspace, masks)
}

/**
 * The transpose: input [rows, count] -> output [rows, channels], 0 in the channels that `list` does not name. Of one named twice the last
 * counts. `workspace`: two patterns of `channels` channels.
 */
export function scatterChannels(input: usize, list: usize, output: usize, rows: i32, channels: i32, count: i32, workspace: usize): void {
  const masks = workspace + patternBytes(channels)
  const row = <usize>channels << 2
  memory.fill(workspace, 0, row)
  memory.fill(masks, 0, row)
  for (let i = 0; i < count; i++) {
    const channel = chosen(list, i, channels)
    if (channel < 0) continue
    const place = <usize>channel << 2
    i32.store(workspace + place, i << 2)
    i32.store(masks + place, -1)
  }
  repeatPlaces(workspace, masks, count, channels)
  moveChannels(input, output, rows, count, channels, workspace, masks)
}
