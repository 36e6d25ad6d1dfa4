// Rectifier over `count` floats.

/** output = max(input, 0); NaN stays NaN. */
export function rectify(input: usize, output: usize, count: i32): void {
  const zero = f32x4.splat(0)
  const bytes = <usize>count << 2
  const whole = bytes & ~15
  let at: usize = 0
  for (; at < whole; at += 16) v128.store(output + at, f32x4.max(v128.load(input + at), zero))
  for (; at < bytes; at += 4) f32.store(output + at, max<f32>(f32.load(input + at), 0))
}

/** gradient = outputGradient where the output is not 0 (positive or NaN), else 0. */
export function rectifyGradient(output: usize, outputGradient: usize, gradient: usize, count: i32): void {
  const zero = f32x4.splat(0)
  const bytes = <usize>count << 2
  const whole = bytes & ~15
  let at: usize = 0
  for (; at < whole; at += 16) {
    const active = f32x4.ne(v128.load(output + at), zero)
    v128.store(gradient + at, v128.and(v128.load(outputGradient + at), active))
  }
  for (; at < bytes; at += 4) f32.store(gradient + at, f32.load(output + at) != 0 ? f32.load(outputGradient + at) : 0)
}
