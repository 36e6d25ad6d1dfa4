/** Optimizers other than SGD, one parameter, one step after the other, in float64: the parameter after each step. Written after PyTorch's own single-tensor code. */

/** torch.optim.Adam, or AdamW where `decoupled`. */
export const adam = (
  start: Float64Array,
  gradients: readonly Float64Array[],
  options: {
    readonly learningRate: number
    readonly beta1: number
    readonly beta2: number
    readonly epsilon: number
    readonly weightDecay: number
    readonly decoupled: boolean
  },
): readonly Float64Array[] => {
  const { learningRate, beta1, beta2, epsilon, weightDecay, decoupled } = options
  const average = new Float64Array(start.length)
  const averageSquare = new Float64Array(start.length)
  let parameter = start
  return gradients.map((gradient, index) => {
    const step = index + 1
    const decayed = decoupled ? parameter.map((p) => p * (1 - learningRate * weightDecay)) : parameter
    const g = decoupled ? gradient : gradient.map((value, i) => value + weightDecay * parameter[i]!)
    g.forEach((value, i) => {
      average[i] = average[i]! + (value - average[i]!) * (1 - beta1)
      averageSquare[i] = averageSquare[i]! * beta2 + (1 - beta2) * value * value
    })
    const stepSize = learningRate / (1 - beta1 ** step)
    const root = Math.sqrt(1 - beta2 ** step)
    parameter = decayed.map((p, i) => p - (stepSize * average[i]!) / (Math.sqrt(averageSquare[i]!) / root + epsilon))
    return parameter
  })
}

/** torch.optim.RMSprop, not centered. */
export const rmsProp = (
  start: Float64Array,
  gradients: readonly Float64Array[],
  options: {
    readonly learningRate: number
    readonly alpha: number
    readonly epsilon: number
    readonly momentum: number
    readonly weightDecay: number
  },
): readonly Float64Array[] => {
  const { learningRate, alpha, epsilon, momentum, weightDecay } = options
  const square = new Float64Array(start.length)
  const buffer = new Float64Array(start.length)
  let parameter = start
  return gradients.map((gradient) => {
    const g = gradient.map((value, i) => value + weightDecay * parameter[i]!)
    g.forEach((value, i) => {
      square[i] = square[i]! * alpha + (1 - alpha) * value * value
      buffer[i] = buffer[i]! * momentum + value / (Math.sqrt(square[i]!) + epsilon)
    })
    parameter = parameter.map((p, i) => p - learningRate * buffer[i]!)
    return parameter
  })
}

/** Chen et al. 2023, algorithm 2. */
export const lion = (
  start: Float64Array,
  gradients: readonly Float64Array[],
  options: { readonly learningRate: number; readonly beta1: number; readonly beta2: number; readonly weightDecay: number },
): readonly Float64Array[] => {
  const { learningRate, beta1, beta2, weightDecay } = options
  const moment = new Float64Array(start.length)
  let parameter = start
  return gradients.map((gradient) => {
    parameter = parameter.map((p, i) => p - learningRate * (Math.sign(beta1 * moment[i]! + (1 - beta1) * gradient[i]!) + weightDecay * p))
    gradient.forEach((value, i) => {
      moment[i] = beta2 * moment[i]! + (1 - beta2) * value
    })
    return parameter
  })
}
