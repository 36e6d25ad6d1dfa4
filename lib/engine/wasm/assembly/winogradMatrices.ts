// Winograd's F(4x4, 3x3) (Lavin and Gray 2016): 4x4 outputs of a 3x3 convolution from a 6x6 tile d of its input and a filter g by 36
// multiplications instead of 144, from the matrices below (the interpolation points are 0, 1, -1, 2, -2 and infinity):
//
//     output = Aᵀ [(G g Gᵀ) * (Bᵀ d B)] A            and so, for the output's gradient dy,            dg = Gᵀ [(A dy Aᵀ) * (Bᵀ d B)] G
//
// Each function multiplies one column of vectors (four channels side by side) and stores the product's elements `step` bytes apart. Additions take
// longest, so sums are shared rather than factors; the factors come from outside of loops (factor.ts).
import { storeEnded } from './ending'
import { storeLanes } from './lanes'

// @ts-ignore: decorator
@inline
function times(value: v128, factor: f32): v128 {
  return f32x4.mul(value, f32x4.splat(factor))
}

/** Bᵀ, 6 to 6. */
// @ts-ignore: decorator
@inline
export function timesInputMatrix(
  d0: v128, d1: v128, d2: v128, d3: v128, d4: v128, d5: v128, to: usize, step: usize, two: v128, minusFour: v128,
): void {
  const even = f32x4.add(d4, f32x4.mul(d2, minusFour))
  const odd = f32x4.add(d3, f32x4.mul(d1, minusFour))
  const evenOfTwo = f32x4.sub(d4, d2)
  const difference = f32x4.sub(d3, d1)
  const oddOfTwo = f32x4.mul(difference, two)
  v128.store(to, f32x4.add(evenOfTwo, f32x4.mul(f32x4.sub(d2, d0), minusFour)))
  to += step
  v128.store(to, f32x4.add(even, odd))
  to += step
  v128.store(to, f32x4.sub(even, odd))
  to += step
  v128.store(to, f32x4.add(evenOfTwo, oddOfTwo))
  to += step
  v128.store(to, f32x4.sub(evenOfTwo, oddOfTwo))
  to += step
  v128.store(to, f32x4.add(f32x4.sub(d5, d3), f32x4.mul(difference, minusFour)))
}

/** G, 3 to 6: of each element the first `lanes` floats are stored. */
// @ts-ignore: decorator
@inline
export function timesFilterMatrix(g0: v128, g1: v128, g2: v128, to: usize, step: usize, lanes: i32): void {
  const outer = times(f32x4.add(g0, g2), -1 / 6)
  const inner = times(g1, 1 / 6)
  const outerOfTwo = f32x4.add(times(g0, 1 / 24), times(g2, 1 / 6))
  const innerOfTwo = times(g1, 1 / 12)
  storeLanes(to, times(g0, 1 / 4), lanes)
  to += step
  storeLanes(to, f32x4.sub(outer, inner), lanes)
  to += step
  storeLanes(to, f32x4.add(outer, inner), lanes)
  to += step
  storeLanes(to, f32x4.add(outerOfTwo, innerOfTwo), lanes)
  to += step
  storeLanes(to, f32x4.sub(outerOfTwo, innerOfTwo), lanes)
  to += step
  storeLanes(to, g2, lanes)
}

/** A, 4 to 6. */
// @ts-ignore: decorator
@inline
export function timesGradientMatrix(
  y0: v128, y1: v128, y2: v128, y3: v128, to: usize, step: usize, two: v128, four: v128,
): void {
  const even = f32x4.add(y0, y2)
  const odd = f32x4.add(y1, y3)
  const evenOfTwo = f32x4.add(y0, f32x4.mul(y2, four))
  const oddOfTwo = f32x4.mul(f32x4.add(y1, f32x4.mul(y3, four)), two)
  v128.store(to, y0)
  to += step
  v128.store(to, f32x4.add(even, odd))
  to += step
  v128.store(to, f32x4.sub(even, odd))
  to += step
  v128.store(to, f32x4.add(evenOfTwo, oddOfTwo))
  to += step
  v128.store(to, f32x4.sub(evenOfTwo, oddOfTwo))
  to += step
  v128.store(to, y3)
}

/** Aᵀ, 6 to 4: the columns are `from`, `from` + fromStep, ...; the first `columns` of its elements are stored, `lanes` of each, ended. */
// @ts-ignore: decorator
@inline
export function timesOutputMatrix(
  from: usize, fromStep: usize, to: usize, step: usize, columns: i32, lanes: i32, apart: usize, activation: i32, two: v128, four: v128,
): void {
  const m0 = v128.load(from)
  from += fromStep
  const m1 = v128.load(from)
  from += fromStep
  const m2 = v128.load(from)
  from += fromStep
  const m3 = v128.load(from)
  from += fromStep
  const m4 = v128.load(from)
  from += fromStep
  const m5 = v128.load(from)
  const even = f32x4.add(m1, m2)
  const odd = f32x4.sub(m1, m2)
  const evenOfTwo = f32x4.add(m3, m4)
  const oddOfTwo = f32x4.mul(f32x4.sub(m3, m4), two)
  storeEnded(to, f32x4.add(f32x4.add(m0, even), evenOfTwo), lanes, apart, activation)
  if (columns > 1) storeEnded(to + step, f32x4.add(odd, oddOfTwo), lanes, apart, activation)
  if (columns > 2) storeEnded(to + 2 * step, f32x4.add(even, f32x4.mul(evenOfTwo, four)), lanes, apart, activation)
  if (columns > 3) storeEnded(to + 3 * step, f32x4.add(f32x4.add(odd, m5), f32x4.mul(oddOfTwo, four)), lanes, apart, activation)
}

/** Gᵀ, 6 to 3: the columns are `from`, `from` + fromStep, ... */
// @ts-ignore: decorator
@inline
export function timesFilterGradientMatrix(from: usize, fromStep: usize, to: usize, step: usize): void {
  const p0 = v128.load(from)
  from += fromStep
  const p1 = v128.load(from)
  from += fromStep
  const p2 = v128.load(from)
  from += fromStep
  const p3 = v128.load(from)
  from += fromStep
  const p4 = v128.load(from)
  from += fromStep
  const p5 = v128.load(from)
  const even = times(f32x4.add(p1, p2), -1 / 6)
  const odd = times(f32x4.sub(p2, p1), 1 / 6)
  const evenOfTwo = f32x4.add(p3, p4)
  const oddOfTwo = f32x4.sub(p3, p4)
  v128.store(to, f32x4.add(f32x4.add(times(p0, 1 / 4), even), times(evenOfTwo, 1 / 24)))
  to += step
  v128.store(to, f32x4.add(odd, times(oddOfTwo, 1 / 12)))
  to += step
  v128.store(to, f32x4.add(f32x4.add(even, times(evenOfTwo, 1 / 6)), p5))
}
