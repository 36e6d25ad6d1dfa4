// The end of products whose vectors run along the terms: each sum is spread over a vector's four lanes.

/** The sums of two vectors' floats at even and at odd places, side by side: [a0 + a2, b0 + b2, a1 + a3, b1 + b3]. */
// @ts-ignore: decorator
@inline
function halfSums(a: v128, b: v128): v128 {
  return f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7))
}

/** The sums of four vectors' lanes, one in each lane. */
// @ts-ignore: decorator
@inline
export function sumLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const upper = halfSums(a, b)
  const lower = halfSums(c, d)
  return f32x4.add(v128.shuffle<f32>(upper, lower, 0, 1, 4, 5), v128.shuffle<f32>(upper, lower, 2, 3, 6, 7))
}
