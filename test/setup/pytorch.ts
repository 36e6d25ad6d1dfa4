/** PyTorch's layouts as ours: [out, in, k, k] to [k, k, in, out], [out, in] to [in, out], NCHW to NHWC, flattened (c, h, w) to (h, w, c). */
import { readFileSync } from 'node:fs'
import { decodeSafetensors } from '../../lib/checkpoint/safetensors.js'
import type { AnyShaped } from './networks.js'
import { right } from './answers.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { flatten } from '../../lib/layer/flatten.js'
import { linear } from '../../lib/layer/linear.js'
import { maxPool } from '../../lib/layer/maxPool.js'
import { relu } from '../../lib/layer/relu.js'
import { arraysOf } from '../../lib/network/arrays.js'
import { sequentialFrom } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'

type Shape = readonly number[]

/** Axes reordered: result axis a is the source's axis order[a]. */
export const transposed = <Values extends Float32Array | Uint8Array>(values: Values, shape: Shape, order: Shape): Values => {
  const strides = shape.map((_size, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1))
  const to = order.map((axis) => shape[axis]!)
  const result = values.slice() as Values
  for (let at = 0; at < values.length; at += 1) {
    let rest = at
    let source = 0
    for (let axis = to.length - 1; axis >= 0; axis -= 1) {
      source += (rest % to[axis]!) * strides[order[axis]!]!
      rest = Math.floor(rest / to[axis]!)
    }
    result[at] = values[source]!
  }
  return result
}

/** One PyTorch tensor as the array of ours with that shape. `map` is [channels, height, width] where a linear weight reads a flattened map. */
export const arrayOf = <Values extends Float32Array | Uint8Array>(
  values: Values,
  shape: Shape,
  map?: readonly [number, number, number],
): Values => {
  if (shape.length === 4) return transposed(values, shape, [2, 3, 1, 0])
  if (shape.length !== 2) return values
  return map === undefined ? transposed(values, shape, [1, 0]) : transposed(values, [shape[0]!, ...map], [2, 3, 1, 0])
}

export const nhwc = (values: Float32Array, shape: Shape): Float32Array => transposed(values, shape, [0, 2, 3, 1])

/** The fixtures' ConvNet: three blocks, each with a max-pool, 28 to 14 to 7 to 3; flattened to 576. */
export const fixtureConvnet = (): AnyShaped => {
  const block = (from: number, to: number) => [conv2d(from, to), batchNorm(to), relu, maxPool(2)]
  const specs = [...block(1, 32), ...block(32, 64), ...block(64, 64), flatten, linear(576, 10)]
  return right(sequentialFrom([28, 28, 1], specs))(key(0))
}

/** Our path of each of PyTorch's names in that ConvNet. */
export const convnetPaths: Readonly<Record<string, string>> = Object.fromEntries([
  ...[0, 4, 8].flatMap((at) => [
    [`feature.${at}.weight`, `${at}.weight`],
    [`feature.${at + 1}.weight`, `${at + 1}.scale`],
    [`feature.${at + 1}.bias`, `${at + 1}.shift`],
    [`feature.${at + 1}.running_mean`, `${at + 1}.runningMean`],
    [`feature.${at + 1}.running_var`, `${at + 1}.runningVariance`],
  ]),
  ['classifier.weight', '13.weight'],
  ['classifier.bias', '13.bias'],
])

interface Stored {
  readonly shape: Shape
  readonly values: Float32Array | Uint8Array | Int32Array
}

/** The tensors of a fixture, by PyTorch's names. */
export const readSafetensors = (path: string): Readonly<Record<string, Stored>> =>
  Object.fromEntries(
    [...right(decodeSafetensors(readFileSync(path))).tensors].map(([name, { dtype, shape, values }]) => {
      if (values instanceof Float32Array || values instanceof Uint8Array || values instanceof Int32Array) return [name, { shape, values }]
      throw new Error(`${path}: ${name} is of type ${dtype}`)
    }),
  )

/** The float32 values of a tensor. */
export const floatsOf = (tensors: Readonly<Record<string, Stored>>, name: string): Float32Array => {
  const values = tensors[name]?.values
  if (!(values instanceof Float32Array)) throw new Error(`no float32 tensor ${name}`)
  return values
}

/** Tensors by PyTorch's names as arrays by our paths. */
export const byPath = (
  tensors: Readonly<Record<string, Stored>>,
  paths: Readonly<Record<string, string>>,
  map?: readonly [number, number, number],
): Readonly<Record<string, Float32Array>> =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, values }]) => {
      const path = paths[name]
      if (path === undefined) throw new Error(`no path for ${name}`)
      const flattened = name === 'classifier.weight' ? map : undefined
      return [path, arrayOf(Float32Array.from(values), shape, flattened)]
    }),
  )

/** The values of a network by path. */
export const valuesOf = ({ nodes }: AnyShaped): Readonly<Record<string, Float32Array>> =>
  Object.fromEntries(arraysOf({ nodes }).map(({ path, values }) => [path, values]))
