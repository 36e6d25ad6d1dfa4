// Batch norm over rows of channels (its formulas: lib/engine/batchNorm.ts).
//
// Float32 throughout but for sums, which end in float64, and what belongs to a channel, which is computed in float64 and rounded once. A
// mean far from 0 costs nothing: whatever is computed of x is computed of x - center, where center is a float32 near the mean, and the rest
// of the mean goes into a channel's constants.
import { sampleCenter } from './channelCenter'
import { storeChannel } from './channelConstants'
import { AFFINE, GRADIENT, mapRows, RECTIFIED } from './channelMap'
import { patternBytes, repeatChannels, sumOfChannel } from './channelPattern'
import { GRADIENTS, MOMENTS, reduceRows } from './channelReductions'

/** output = (input - center) slope + offset, and what is negative of it 0 if `rectified` */
function affineRows(
  input: usize, output: usize, rows: i32, channels: i32, center: usize, slope: usize, offset: usize, rectified: bool,
): void {
  repeatChannels(center, channels)
  repeatChannels(slope, channels)
  repeatChannels(offset, channels)
  if (rectified) mapRows(RECTIFIED, input, input, output, rows, channels, center, slope, offset, center)
  else mapRows(AFFINE, input, input, output, rows, channels, center, slope, offset, center)
}

/**
 * In training. `input`, `output` [rows, channels]; `scale`, `shift`, `mean`, `variance` [channels]; `saved` [3, channels] for the gradient:
 * the mean as float32, what that lacks of the mean, 1 / sqrt(variance + epsilon). `workspace`: seven patterns of floats.
 */
export function normalizeBatch(
  input: usize, scale: usize, shift: usize, output: usize, mean: usize, variance: usize, saved: usize,
  rows: i32, channels: i32, epsilon: f64, workspace: usize,
): void {
  const pattern = patternBytes(channels)
  const row = <usize>channels << 2
  const center = workspace
  const slope = center + pattern
  const offset = slope + pattern
  const sums = offset + pattern
  const squares = sums + 2 * pattern
  sampleCenter(input, rows, channels, center)
  reduceRows(MOMENTS, input, input, rows, channels, center, sums, squares)
  for (let c = 0; c < channels; c++) {
    const at = <usize>c << 2
    const first = sumOfChannel(sums, channels, c) / <f64>rows
    const exactMean = <f64>f32.load(center + at) + first
    // Rounding may leave a variance of 0 a little below it.
    const spread = max<f64>(sumOfChannel(squares, channels, c) / <f64>rows - first * first, 0)
    f32.store(mean + at, <f32>exactMean)
    f32.store(variance + at, <f32>spread)
    storeChannel(at, row, exactMean, 1 / Math.sqrt(spread + epsilon), scale, shift, saved, center, slope, offset)
  }
  affineRows(input, output, rows, channels, center, slope, offset, false)
}

/**
 * The gradient of the above. `outputGradient`, `inputGradient` like `input`; `scaleGradient`, `shiftGradient` [channels]; `saved` as above.
 * `workspace`: eight patterns of floats.
 */
export function normalizeBatchGradient(
  input: usize, outputGradient: usize, scale: usize, saved: usize, inputGradient: usize, scaleGradient: usize, shiftGradient: usize,
  rows: i32, channels: i32, workspace: usize,
): void {
  const pattern = patternBytes(channels)
  const row = <usize>channels << 2
  const center = workspace
  const slope = center + pattern
  const offset = slope + pattern
  const factors = offset + pattern
  const sums = factors + pattern
  const products = sums + 2 * pattern
  memory.copy(center, saved, row)
  repeatChannels(center, channels)
  reduceRows(GRADIENTS, input, outputGradient, rows, channels, center, sums, products)
  for (let c = 0; c < channels; c++) {
    const at = <usize>c << 2
    const remainder = <f64>f32.load(saved + row + at)
    const inverse = <f64>f32.load(saved + 2 * row + at)
    const sum = sumOfChannel(sums, channels, c)
    const product = (sumOfChannel(products, channels, c) - remainder * sum) * inverse
    const factor = inverse * <f64>f32.load(scale + at)
    const steepness = (-factor * inverse * product) / <f64>rows
    f32.store(shiftGradient + at, <f32>sum)
    f32.store(scaleGradient + at, <f32>product)
    f32.store(factors + at, <f32>factor)
    f32.store(slope + at, <f32>steepness)
    f32.store(offset + at, <f32>((-factor * sum) / <f64>rows - remainder * steepness))
  }
  repeatChannels(slope, channels)
  repeatChannels(offset, channels)
  repeatChannels(factors, channels)
  mapRows(GRADIENT, input, outputGradient, inputGradient, rows, channels, center, slope, offset, factors)
}

/** By given statistics: `mean`, `variance`, `scale`, `shift` [channels]; the rectifier in the same pass if `rectified`. `workspace`: three patterns. */
export function normalizeRows(
  input: usize, mean: usize, variance: usize, scale: usize, shift: usize, output: usize,
  rows: i32, channels: i32, epsilon: f64, rectified: bool, workspace: usize,
): void {
  const pattern = patternBytes(channels)
  const center = workspace
  const slope = center + pattern
  const offset = slope + pattern
  for (let c = 0; c < channels; c++) {
    const at = <usize>c << 2
    f32.store(center + at, f32.load(mean + at))
    f32.store(slope + at, <f32>(<f64>f32.load(scale + at) / Math.sqrt(<f64>f32.load(variance + at) + epsilon)))
    f32.store(offset + at, f32.load(shift + at))
  }
  affineRows(input, output, rows, channels, center, slope, offset, rectified)
}
