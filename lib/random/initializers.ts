import { elementCount } from '../shape/shape.js'
import { normal, uniform } from './distributions.js'
import type { Key } from './key.js'

/**
 * How the first values of a parameter are drawn: from a key and the parameter's shape, row-major.
 *
 * shape  linear weight [inFeatures, outFeatures], filter [kernelSize, kernelSize, inChannels, outChannels], or any other
 */
export type Initializer = (key: Key, shape: readonly number[]) => Float32Array

/** Which side of a layer a variance is kept for: `in` in the forward pass, `out` in the backward pass. */
export type Fan = 'in' | 'out'

/**
 * How many inputs feed one output (`in`) or how many outputs one input feeds (`out`), stride ignored.
 *
 *     filter [k, k, in, out]: k·k·in or k·k·out      weight [in, out]: in or out      vector [n]: n
 *
 * At least 1, so that an empty shape divides nothing by zero.
 *
 * @example
 * fanOf('out', [3, 3, 16, 32]) // => 288
 */
export const fanOf = (fan: Fan, shape: readonly number[]): number => {
  const window = elementCount(shape.slice(0, -2))
  const channels = (fan === 'in' ? shape.at(-2) : undefined) ?? shape.at(-1) ?? 1
  return Math.max(1, window * channels)
}

/**
 * Normal values whose variance keeps that of a signal through rectifiers.
 *
 *     w ~ N(0, 2 / fan)      filter, fan out: deviation √(2 / (k·k·out)), as the code of both pruning papers draws it
 *
 * @see He et al. 2015, "Delving deep into rectifiers", section 2.2, equations 10 (fan in) and 14 (fan out) — https://arxiv.org/abs/1502.01852
 * @example
 * heNormal({ fan: 'out' })(key(0), [3, 3, 1, 32]).length // => 288
 */
export const heNormal =
  (options: { readonly fan: Fan }): Initializer =>
  (key, shape) =>
    normal(key, elementCount(shape), { deviation: Math.sqrt(2 / fanOf(options.fan, shape)) })

/**
 * Uniform values within 1 / √fanIn: what PyTorch gives a linear layer, weight and bias alike.
 *
 *     w ~ U[-b, b)      b = 1 / √fanIn
 *
 * The fan is read from the shape; a bias [outFeatures] does not show it, so pass its weight's.
 *
 * @see PyTorch `torch.nn.Linear`, "Variables": weight and bias from U(-√k, √k), k = 1 / in_features
 * @example
 * const bias = fanInUniform({ fanIn: 400 })(key(0), [10])
 * bias.every((value) => Math.abs(value) <= 0.05) // => true
 */
export const fanInUniform =
  (options: { readonly fanIn?: number } = {}): Initializer =>
  (key, shape) => {
    const bound = 1 / Math.sqrt(options.fanIn ?? fanOf('in', shape))
    return uniform(key, elementCount(shape), { from: -bound, to: bound })
  }

/**
 * Normal values of one deviation, whatever the shape: what the code of VGGs gives a linear layer.
 *
 *     w ~ N(0, deviation²)
 *
 * @example
 * normalOf(0.01)(key(0), [512, 10]).length // => 5120
 */
export const normalOf =
  (deviation: number): Initializer =>
  (key, shape) =>
    normal(key, elementCount(shape), { deviation })

/**
 * The same value everywhere; draws nothing from the key.
 *
 * @example
 * constant(0.5)(key(0), [2]) // => Float32Array [0.5, 0.5]
 */
export const constant =
  (value: number): Initializer =>
  (_key, shape) =>
    new Float32Array(elementCount(shape)).fill(value)

/**
 * Zero everywhere: biases, and the shift of a batch norm.
 *
 * @example
 * zeros(key(0), [2]) // => Float32Array [0, 0]
 */
export const zeros: Initializer = constant(0)

/**
 * One everywhere: the scale of a batch norm. (Network Slimming starts it at a half instead: `constant(0.5)`.)
 *
 * @example
 * ones(key(0), [2]) // => Float32Array [1, 1]
 */
export const ones: Initializer = constant(1)
