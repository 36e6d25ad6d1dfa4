/** A network of one hidden layer of tanh in float64, trained on its mean squared error by full batches of gradient descent with momentum. */

/** weights [in, hidden] and [hidden, 1], row-major */
export interface Weights {
  readonly hidden: Float64Array
  readonly hiddenBias: Float64Array
  readonly last: Float64Array
  readonly lastBias: Float64Array
}

const hiddenOf = ({ hidden, hiddenBias }: Weights, x: ArrayLike<number>): Float64Array =>
  hiddenBias.map((bias, unit) => {
    let sum = bias
    for (let i = 0; i < x.length; i += 1) sum += x[i]! * hidden[i * hiddenBias.length + unit]!
    return Math.tanh(sum)
  })

export const answerOf = (weights: Weights, x: ArrayLike<number>): number =>
  hiddenOf(weights, x).reduce((sum, value, unit) => sum + value * weights.last[unit]!, weights.lastBias[0]!)

export const errorOf = (weights: Weights, inputs: readonly ArrayLike<number>[], targets: ArrayLike<number>): number =>
  inputs.reduce((sum, x, at) => sum + (answerOf(weights, x) - targets[at]!) ** 2, 0) / inputs.length

const names = ['hidden', 'hiddenBias', 'last', 'lastBias'] as const

const gradientOf = (weights: Weights, inputs: readonly ArrayLike<number>[], targets: ArrayLike<number>): Weights => {
  const slopes = Object.fromEntries(names.map((name) => [name, new Float64Array(weights[name].length)])) as unknown as Weights
  const units = weights.hiddenBias.length
  for (const [at, x] of inputs.entries()) {
    const values = hiddenOf(weights, x)
    const error = (2 * (answerOf(weights, x) - targets[at]!)) / inputs.length
    slopes.lastBias[0]! += error
    for (let unit = 0; unit < units; unit += 1) {
      slopes.last[unit]! += error * values[unit]!
      const inner = error * weights.last[unit]! * (1 - values[unit]! ** 2)
      slopes.hiddenBias[unit]! += inner
      for (let i = 0; i < x.length; i += 1) slopes.hidden[i * units + unit]! += inner * x[i]!
    }
  }
  return slopes
}

export const regressed = (
  first: Weights,
  inputs: readonly ArrayLike<number>[],
  targets: ArrayLike<number>,
  { steps, rate, momentum }: { readonly steps: number; readonly rate: number; readonly momentum: number },
): Weights => {
  let weights = first
  let velocity: Weights | undefined
  for (let step = 0; step < steps; step += 1) {
    const slopes = gradientOf(weights, inputs, targets)
    const before = velocity
    const next = Object.fromEntries(
      names.map((name) => [name, slopes[name].map((slope, at) => slope + momentum * (before?.[name][at] ?? 0))]),
    ) as unknown as Weights
    velocity = next
    const now = weights
    weights = Object.fromEntries(
      names.map((name) => [name, now[name].map((value, at) => value - rate * next[name][at]!)]),
    ) as unknown as Weights
  }
  return weights
}
