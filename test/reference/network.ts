/** The tree of a network interpreted in float64, layer by layer, evaluating or training: slow, obvious, without a derivative. */
import type { LayerNode, Node } from '../../lib/network/network.js'
import { bernoulli } from '../../lib/random/distributions.js'
import { foldIn, type Key } from '../../lib/random/key.js'
import type { ReferenceArray } from './array.js'
import { batchNorm, batchStatistics } from './batchNorm.js'
import { conv2d } from './conv2d.js'
import { linear } from './linear.js'
import { averagePool, globalAveragePool, maxPool } from './pool.js'

/** Every array of the network by path, in float64. */
export type Arrays = Readonly<Record<string, Float64Array>>

export interface Run {
  readonly output: ReferenceArray
  /** running statistics after the batch, by path; none in evaluation */
  readonly statistics: Arrays
}

/** `key` for training (dropout draws from it), undefined for evaluation. */
export const run = (nodes: readonly Node[], arrays: Arrays, input: ReferenceArray, key: Key | undefined, prefix = ''): Run =>
  nodes.reduce<Run>(
    (before, node, at) => {
      const path = `${prefix}${at}`
      const own = key && foldIn(key, at)
      if (node._tag === 'residual') {
        const body = run(node.body, arrays, before.output, own, `${path}.body.`)
        const sum = before.output.values.map((value, i) => value + body.output.values[i]!)
        return { output: { shape: before.output.shape, values: sum }, statistics: { ...before.statistics, ...body.statistics } }
      }
      const { output, statistics } = runLayer(node, path, arrays, before.output, own)
      return { output, statistics: { ...before.statistics, ...statistics } }
    },
    { output: input, statistics: {} },
  )

const runLayer = ({ layer, arrays: own }: LayerNode, path: string, arrays: Arrays, input: ReferenceArray, key: Key | undefined): Run => {
  const given = (name: string, shape: readonly number[]): ReferenceArray => ({ shape, values: arrays[`${path}.${name}`]! })
  const masked = (weight: ReferenceArray): ReferenceArray =>
    own.mask === undefined ? weight : { ...weight, values: weight.values.map((value, i) => value * arrays[`${path}.mask`]![i]!) }
  const plain = (output: ReferenceArray): Run => ({ output, statistics: {} })
  switch (layer._tag) {
    case 'conv2d':
    case 'maskedConv2d': {
      const { kernelSize, inChannels, outChannels, stride, padding } = layer
      const weight = masked(given('weight', [kernelSize, kernelSize, inChannels, outChannels]))
      return plain(conv2d(input, weight, layer.bias ? given('bias', [outChannels]) : undefined, stride, padding))
    }
    case 'linear':
    case 'maskedLinear': {
      const weight = masked(given('weight', [layer.inFeatures, layer.outFeatures]))
      return plain(linear(input, weight, layer.bias ? given('bias', [layer.outFeatures]) : undefined))
    }
    case 'batchNorm':
      return normalized(layer, path, arrays, input, key !== undefined)
    case 'relu':
      return plain({ ...input, values: input.values.map((value) => Math.max(value, 0)) })
    case 'maxPool':
      return plain(maxPool(input, layer.size, layer.stride))
    case 'averagePool':
      return plain(averagePool(input, layer.size, layer.stride))
    case 'globalAveragePool':
      return plain(globalAveragePool(input))
    case 'flatten':
      return plain({ ...input, shape: [input.shape[0]!, input.values.length / input.shape[0]!] })
    case 'dropout': {
      if (key === undefined) return plain(input)
      const kept = bernoulli(key, input.values.length, 1 - layer.rate)
      return plain({ ...input, values: input.values.map((value, i) => (value * kept[i]!) / (1 - layer.rate)) })
    }
    case 'identity':
      return plain(input)
  }
}

/** PyTorch's rule: the batch is normalized by its biased variance, the running one receives the unbiased. */
const normalized = (
  { epsilon, momentum }: { readonly epsilon: number; readonly momentum: number },
  path: string,
  arrays: Arrays,
  input: ReferenceArray,
  training: boolean,
): Run => {
  const [scale, shift, runningMean, runningVariance] = ['scale', 'shift', 'runningMean', 'runningVariance'].map(
    (name) => arrays[`${path}.${name}`]!,
  ) as [Float64Array, Float64Array, Float64Array, Float64Array]
  if (!training) {
    const values = batchNorm(input, { mean: runningMean, variance: runningVariance }, scale, shift, epsilon)
    return { output: { ...input, values }, statistics: {} }
  }
  const batch = batchStatistics(input)
  const count = input.values.length / scale.length
  return {
    output: { ...input, values: batchNorm(input, batch, scale, shift, epsilon) },
    statistics: {
      [`${path}.runningMean`]: runningMean.map((value, c) => (1 - momentum) * value + momentum * batch.mean[c]!),
      [`${path}.runningVariance`]: runningVariance.map(
        (value, c) => (1 - momentum) * value + (momentum * batch.variance[c]! * count) / Math.max(count - 1, 1),
      ),
    },
  }
}
