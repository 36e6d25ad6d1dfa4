// What a norm's pass over rows needs of a channel, and what its gradient will.

/**
 * Of the channel at byte `at` of `row` bytes, by the mean and 1 / sqrt(variance + epsilon) that it is normalized by: `saved` [3, channels] gets the mean as float32,
 * what that lacks of the mean, and the inverse; `center`, `slope`, `offset` what makes (x - center) slope + offset of it. Rounded once each.
 */
// @ts-ignore: decorator
@inline
export function storeChannel(
  at: usize, row: usize, mean: f64, inverse: f64, scale: usize, shift: usize, saved: usize, center: usize, slope: usize, offset: usize,
): void {
  const near = <f32>mean
  const remainder = mean - <f64>near
  const factor = inverse * <f64>f32.load(scale + at)
  f32.store(saved + at, near)
  f32.store(saved + row + at, <f32>remainder)
  f32.store(saved + 2 * row + at, <f32>inverse)
  f32.store(center + at, near)
  f32.store(slope + at, <f32>factor)
  f32.store(offset + at, <f32>(<f64>f32.load(shift + at) - remainder * factor))
}
