/** A classification small enough for float64: one linear layer, whose gradient is known in closed form. */
import { dataset } from '../../lib/data/dataset.js'
import type { Backend } from '../../lib/engine/backend.js'
import { linear } from '../../lib/layer/linear.js'
import { arraysOf } from '../../lib/network/arrays.js'
import type { AnyNetwork } from '../../lib/network/network.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import type { EpochDone } from '../../lib/training/epoch.js'
import { fit } from '../../lib/training/fit.js'
import type { FitRequest } from '../../lib/training/fitRequest.js'
import { arrayFrom } from '../engine/arbitraryArray.js'
import { right } from '../setup/answers.js'

export const [features, classes, count] = [3, 4, 6] as const
const images = Float32Array.from(arrayFrom(7, [count, features]).values)
export const samples = right(
  dataset({
    shape: [features],
    classes,
    values: images,
    labels: Uint8Array.from({ length: count }, (_, at) => (at * 3) % classes),
    normalization: 'none',
  }),
)
export const network = sequential(input(features), linear(features, classes))(key(1))

/** The gradient of the mean cross-entropy by weight and bias, in one array, in closed form. */
const gradientAt = (parameters: Float64Array): Float64Array => {
  const gradient = new Float64Array(parameters.length)
  for (let sample = 0; sample < count; sample += 1) {
    const x = Array.from(images.subarray(sample * features, (sample + 1) * features), Number)
    const logits = Array.from({ length: classes }, (_, k) =>
      x.reduce((sum, value, i) => sum + value * parameters[i * classes + k]!, parameters[features * classes + k]!),
    )
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0)
    for (let k = 0; k < classes; k += 1) {
      const error = (Math.exp(logits[k]!) / total - (samples.labels[sample] === k ? 1 : 0)) / count
      x.forEach((value, i) => {
        gradient[i * classes + k] = gradient[i * classes + k]! + value * error
      })
      gradient[features * classes + k] = gradient[features * classes + k]! + error
    }
  }
  return gradient
}

/** An optimizer in float64: the parameters after each step, of the gradient at each. */
export type Rule = (start: Float64Array, gradients: readonly Float64Array[]) => readonly Float64Array[]

/** So many steps by a rule that is given all gradients, each taken where the step before led to. */
export const descended = (rule: Rule, steps: number): Float64Array => {
  const start = Float64Array.from(arraysOf(network).flatMap(({ values }) => [...values]))
  const gradients: Float64Array[] = []
  let now: Float64Array = start
  for (let step = 0; step < steps; step += 1) {
    gradients.push(gradientAt(now))
    now = rule(start, gradients).at(-1)!
  }
  return now
}

/** The epochs of a fit on these samples. */
export const epochsOf = async <Net extends AnyNetwork>(
  backend: Backend,
  from: Net,
  options: FitRequest<readonly number[]>,
): Promise<readonly EpochDone<Net>[]> => {
  const epochs: EpochDone<Net>[] = []
  for await (const epoch of fit(backend, from, samples as never, options as never)) epochs.push(right(epoch) as EpochDone<Net>)
  return epochs
}

/** All arrays of a network, one behind the other. */
export const valuesOf = (of: AnyNetwork): Float64Array => Float64Array.from(arraysOf(of).flatMap(({ values }) => [...values]))
