// Softmax over the channels of each position, or its logarithm, and their gradients (formulas: lib/engine/softmax.ts), in float64, two channels at a time.
import { exponential, logarithm } from './exponential'
import { largestOf, loadPair, storePair, storePowers, sumOf } from './pairs'

/** `input`, `output` [positions, channels]; the logarithm if it is asked for. */
export function softmax(input: usize, output: usize, positions: i32, channels: i32, logarithmic: i32): void {
  const bytes = <usize>channels << 2
  const shift = output - input
  for (const last = input + <usize>positions * bytes; input < last; input += bytes) {
    const end = input + bytes
    const top = largestOf(input, end)
    const sum = storePowers(input, end, shift, top)
    const inverse = f64x2.splat(1 / sum)
    const most = f64x2.splat(top)
    const rest = f64x2.splat(logarithm(sum))
    for (let at = input; at < end; at += 8) {
      const value = logarithmic
        ? f64x2.sub(f64x2.sub(loadPair(at, end, 0), most), rest)
        : f64x2.mul(loadPair(at + shift, end + shift, 0), inverse)
      storePair(at + shift, end + shift, value)
    }
  }
}

/** gradient = y (dy - sum y dy), of the logarithm dy - e^y sum dy. */
export function softmaxGradient(output: usize, outputGradient: usize, gradient: usize, positions: i32, channels: i32, logarithmic: i32): void {
  const bytes = <usize>channels << 2
  const toSlope = outputGradient - output
  const shift = gradient - output
  for (const last = output + <usize>positions * bytes; output < last; output += bytes) {
    const end = output + bytes
    let sums = f64x2.splat(0)
    for (let at = output; at < end; at += 8) {
      const dy = loadPair(at + toSlope, end + toSlope, 0)
      sums = f64x2.add(sums, logarithmic ? dy : f64x2.mul(dy, loadPair(at, end, 0)))
    }
    const sum = f64x2.splat(sumOf(sums))
    for (let at = output; at < end; at += 8) {
      const y = loadPair(at, end, 0)
      const dy = loadPair(at + toSlope, end + toSlope, 0)
      const value = logarithmic ? f64x2.sub(dy, f64x2.mul(exponential(y), sum)) : f64x2.mul(y, f64x2.sub(dy, sum))
      storePair(at + shift, end + shift, value)
    }
  }
}
