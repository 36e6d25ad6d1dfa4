// Group norm (its formulas: lib/engine/channelNorm.ts), a sample's rows at a time.
//
// The sums are each channel's, as a batch norm's are, and are put together for its group before anything is made of them: so channels of one
// group may lie anywhere. Float32 but for sums and what belongs to a channel, as in batchNorm.ts.
import { sampleCenter } from './channelCenter'
import { storeChannel } from './channelConstants'
import { AFFINE, GRADIENT, mapRows } from './channelMap'
import { patternBytes, repeatChannels, sumOfChannel } from './channelPattern'
import { GRADIENTS, MOMENTS, reduceRows } from './channelReductions'

/** Where a channel's group has its number in a list of float64; a number that is no group's counts as the nearest. */
// @ts-ignore: decorator
@inline
function placeOf(membership: usize, channel: i32, groups: i32): usize {
  const number = f32.load(membership + (<usize>channel << 2))
  return number >= 0 ? <usize>min<i32>(<i32>min<f32>(number, 2147483520), groups - 1) << 3 : 0
}

// @ts-ignore: decorator
@inline
function add(address: usize, value: f64): void {
  f64.store(address, f64.load(address) + value)
}

/**
 * `input`, `output` [batch, rows, channels]; `scale`, `shift`, `membership` [channels]; `saved` [batch, 3, channels] for the gradient, each
 * channel's of its group: the mean as float32, what that lacks of the mean, 1 / sqrt(variance + epsilon). `workspace`: seven patterns of floats
 * and three float64 a group.
 */
export function normalizeGroups(
  input: usize, scale: usize, shift: usize, membership: usize, output: usize, saved: usize,
  batch: i32, rows: i32, channels: i32, groups: i32, epsilon: f64, workspace: usize,
): void {
  const pattern = patternBytes(channels)
  const row = <usize>channels << 2
  const center = workspace
  const slope = center + pattern
  const offset = slope + pattern
  const sums = offset + pattern
  const squares = sums + 2 * pattern
  const counts = squares + 2 * pattern
  const list = <usize>groups << 3
  const totals = counts + list
  const spreads = totals + list
  for (let sample = 0; sample < batch; sample++) {
    sampleCenter(input, rows, channels, center)
    reduceRows(MOMENTS, input, input, rows, channels, center, sums, squares)
    memory.fill(counts, 0, 3 * list)
    for (let c = 0; c < channels; c++) {
      const place = placeOf(membership, c, groups)
      add(counts + place, <f64>rows)
      add(totals + place, <f64>rows * <f64>f32.load(center + (<usize>c << 2)) + sumOfChannel(sums, channels, c))
    }
    for (let c = 0; c < channels; c++) {
      const place = placeOf(membership, c, groups)
      const apart = f64.load(totals + place) / f64.load(counts + place) - <f64>f32.load(center + (<usize>c << 2))
      add(spreads + place, sumOfChannel(squares, channels, c) - 2 * apart * sumOfChannel(sums, channels, c) + <f64>rows * apart * apart)
    }
    for (let c = 0; c < channels; c++) {
      const at = <usize>c << 2
      const place = placeOf(membership, c, groups)
      const count = f64.load(counts + place)
      // Rounding may leave a variance of 0 a little below it.
      const inverse = 1 / Math.sqrt(max<f64>(f64.load(spreads + place) / count, 0) + epsilon)
      storeChannel(at, row, f64.load(totals + place) / count, inverse, scale, shift, saved, center, slope, offset)
    }
    repeatChannels(center, channels)
    repeatChannels(slope, channels)
    repeatChannels(offset, channels)
    mapRows(AFFINE, input, input, output, rows, channels, center, slope, offset, center)
    input += <usize>rows * row
    output += <usize>rows * row
    saved += 3 * row
  }
}

/**
 * The gradient of the above. `outputGradient`, `inputGradient` like `input`; `scaleGradient`, `shiftGradient` [channels]; `saved` as above.
 * `workspace`: eight patterns of floats, two float64 a channel and three a group.
 */
export function normalizeGroupsGradient(
  input: usize, outputGradient: usize, scale: usize, membership: usize, saved: usize,
  inputGradient: usize, scaleGradient: usize, shiftGradient: usize,
  batch: i32, rows: i32, channels: i32, groups: i32, workspace: usize,
): void {
  const pattern = patternBytes(channels)
  const row = <usize>channels << 2
  const center = workspace
  const slope = center + pattern
  const offset = slope + pattern
  const factors = offset + pattern
  const sums = factors + pattern
  const products = sums + 2 * pattern
  const scales = products + 2 * pattern
  const shifts = scales + 2 * row
  const counts = shifts + 2 * row
  const list = <usize>groups << 3
  const even = counts + list
  const along = even + list
  memory.fill(scales, 0, 4 * row)
  for (let sample = 0; sample < batch; sample++) {
    memory.copy(center, saved, row)
    repeatChannels(center, channels)
    reduceRows(GRADIENTS, input, outputGradient, rows, channels, center, sums, products)
    memory.fill(counts, 0, 3 * list)
    for (let c = 0; c < channels; c++) {
      const at = <usize>c << 2
      const place = placeOf(membership, c, groups)
      const sum = sumOfChannel(sums, channels, c)
      const remainder = <f64>f32.load(saved + row + at)
      const product = (sumOfChannel(products, channels, c) - remainder * sum) * <f64>f32.load(saved + 2 * row + at)
      const gamma = <f64>f32.load(scale + at)
      add(shifts + 2 * at, sum)
      add(scales + 2 * at, product)
      add(counts + place, <f64>rows)
      add(even + place, gamma * sum)
      add(along + place, gamma * product)
    }
    for (let c = 0; c < channels; c++) {
      const at = <usize>c << 2
      const place = placeOf(membership, c, groups)
      const inverse = <f64>f32.load(saved + 2 * row + at)
      const share = inverse / f64.load(counts + place)
      const steepness = -share * inverse * f64.load(along + place)
      f32.store(factors + at, <f32>(inverse * <f64>f32.load(scale + at)))
      f32.store(slope + at, <f32>steepness)
      f32.store(offset + at, <f32>(-share * f64.load(even + place) - <f64>f32.load(saved + row + at) * steepness))
    }
    repeatChannels(slope, channels)
    repeatChannels(offset, channels)
    repeatChannels(factors, channels)
    mapRows(GRADIENT, input, outputGradient, inputGradient, rows, channels, center, slope, offset, factors)
    input += <usize>rows * row
    outputGradient += <usize>rows * row
    inputGradient += <usize>rows * row
    saved += 3 * row
  }
  for (let c = 0; c < channels; c++) {
    const at = <usize>c << 2
    f32.store(scaleGradient + at, <f32>f64.load(scales + 2 * at))
    f32.store(shiftGradient + at, <f32>f64.load(shifts + 2 * at))
  }
}
