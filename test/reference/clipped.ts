/** torch.nn.utils.clip_grad_norm_ or clip_grad_value_ of one gradient, in float64. */
export const clipped = (
  gradient: Float64Array,
  bound: { readonly norm?: number | undefined; readonly value?: number | undefined } | undefined,
): Float64Array => {
  const { norm, value } = bound ?? {}
  const total = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0))
  if (norm !== undefined) return gradient.map((g) => g * Math.min(1, norm / (total + 1e-6)))
  return value === undefined ? gradient : gradient.map((g) => Math.min(Math.max(g, -value), value))
}
