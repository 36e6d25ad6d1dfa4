// Which function a kernel applies to each number: the numbers that lib/engine/wasm/simd/activationKind.ts gives the names of lib/engine/activation.ts.
export const RELU = 0
export const LEAKY_RELU = 1
export const RELU6 = 2
export const HARD_SWISH = 3
export const SIGMOID = 4
export const TANH = 5
export const SILU = 6
export const GELU = 7
export const GELU_TANH = 8
export const ELU = 9
export const SOFTPLUS = 10

/** Whether its arithmetic is so little that the loop around it is felt. */
// @ts-ignore: decorator
@inline
export function isLight(kind: i32): bool {
  return kind <= HARD_SWISH
}

/** Whether its derivative is, from what was saved. */
// @ts-ignore: decorator
@inline
export function hasLightSlope(kind: i32): bool {
  return isLight(kind) || kind == SIGMOID || kind == TANH || kind == ELU
}
