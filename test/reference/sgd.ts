/** torch.optim.SGD (dampening 0), one parameter, one step after the other, in float64: the parameter after each step. */
export const sgd = (
  start: Float64Array,
  gradients: readonly Float64Array[],
  options: { readonly learningRate: number; readonly momentum: number; readonly nesterov: boolean; readonly weightDecay: number },
): readonly Float64Array[] => {
  let parameter = start
  let buffer: Float64Array | undefined
  return gradients.map((gradient) => {
    let direction = gradient.map((g, i) => g + options.weightDecay * parameter[i]!)
    if (options.momentum !== 0) {
      const previous = buffer
      const next = previous === undefined ? direction : direction.map((g, i) => options.momentum * previous[i]! + g)
      direction = options.nesterov ? direction.map((g, i) => g + options.momentum * next[i]!) : next
      buffer = next
    }
    parameter = parameter.map((p, i) => p - options.learningRate * direction[i]!)
    return parameter
  })
}
