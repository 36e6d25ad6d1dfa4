// Winograd's F(4x4, 3x3) (Lavin and Gray 2016): 4x4 outputs of a 3x3 convolution from a 6x6 tile d of its input and a filter g by 36
// multiplications instead of 144, from the matrices below (the interpolation points are 0, 1, -1, 2, -2 and infinity):
//
//     output = Aᵀ [(G g Gᵀ) * (Bᵀ d B)] A            and so, for the output's gradient dy,            dg = Gᵀ [(A dy Aᵀ) * (Bᵀ d B)] G
//
// Each function multiplies one column of vectors (four channels side by side) and stores the product's elements `step` bytes apart.

// @ts-ignore: decorator
@inline
function times(value: v128, factor: f32): v128 {
  return f32x4.mul(value, f32x4.splat(factor))
}

/** Bᵀ, 6 to 6. */
// @ts-ignore: decorator
@inline
export function timesInputMatrix(d0: v128, d1: v128, d2: v128, d3: v128, d4: v128, d5: v128, to: usize, step: usize): void {
  const even = f32x4.sub(d4, times(d2, 4))
  const odd = f32x4.sub(d3, times(d1, 4))
  const evenOfTwo = f32x4.sub(d4, d2)
  const oddOfTwo = times(f32x4.sub(d3, d1), 2)
  v128.store(to, f32x4.add(f32x4.sub(times(d0, 4), times(d2, 5)), d4))
  to += step
  v128.store(to, f32x4.add(even, odd))
  to += step
  v128.store(to, f32x4.sub(even, odd))
  to += step
  v128.store(to, f32x4.add(evenOfTwo, oddOfTwo))
  to += step
  v128.store(to, f32x4.sub(evenOfTwo, oddOfTwo))
  to += step
  v128.store(to, f32x4.add(f32x4.sub(times(d1, 4), times(d3, 5)), d5))
}

/** G, 3 to 6. */
// @ts-ignore: decorator
@inline
export function timesFilterMatrix(g0: v128, g1: v128, g2: v128, to: usize, step: usize): void {
  const outer = times(f32x4.add(g0, g2), -1 / 6)
  const inner = times(g1, 1 / 6)
  const outerOfTwo = f32x4.add(times(g0, 1 / 24), times(g2, 1 / 6))
  const innerOfTwo = times(g1, 1 / 12)
  v128.store(to, times(g0, 1 / 4))
  to += step
  v128.store(to, f32x4.sub(outer, inner))
  to += step
  v128.store(to, f32x4.add(outer, inner))
  to += step
  v128.store(to, f32x4.add(outerOfTwo, innerOfTwo))
  to += step
  v128.store(to, f32x4.sub(outerOfTwo, innerOfTwo))
  to += step
  v128.store(to, g2)
}

/** A, 4 to 6. */
// @ts-ignore: decorator
@inline
export function timesGradientMatrix(y0: v128, y1: v128, y2: v128, y3: v128, to: usize, step: usize): void {
  const even = f32x4.add(y0, y2)
  const odd = f32x4.add(y1, y3)
  const evenOfTwo = f32x4.add(y0, times(y2, 4))
  const oddOfTwo = f32x4.add(times(y1, 2), times(y3, 8))
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

/** Aᵀ, 6 to 4: the columns are `from`, `from` + fromStep, ... */
// @ts-ignore: decorator
@inline
export function timesOutputMatrix(from: usize, fromStep: usize, to: usize, step: usize): void {
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
  const oddOfTwo = f32x4.sub(m3, m4)
  v128.store(to, f32x4.add(f32x4.add(m0, even), evenOfTwo))
  to += step
  v128.store(to, f32x4.add(odd, times(oddOfTwo, 2)))
  to += step
  v128.store(to, f32x4.add(even, times(evenOfTwo, 4)))
  to += step
  v128.store(to, f32x4.add(f32x4.add(odd, times(oddOfTwo, 8)), m5))
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
