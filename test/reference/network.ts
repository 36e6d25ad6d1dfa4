/** The tree of a network interpreted in float64, layer by layer, evaluating or training: slow, obvious, without a derivative. */
import type { Activation } from '../../lib/engine/activation.js'
import { branchPath } from '../../lib/network/branching.js'
import type { LayerNode, Node } from '../../lib/network/network.js'
import { bernoulli } from '../../lib/random/distributions.js'
import { foldIn, type Key } from '../../lib/random/key.js'
import { activations } from '../engine/activations.js'
import { activationReference } from './activation.js'
import type { ReferenceArray } from './array.js'
import { batchNorm, batchStatistics } from './batchNorm.js'
import { channelNorm, setsOf } from './channelNorm.js'
import { both, conv2d } from './conv2d.js'
import { convTranspose2d } from './convTranspose2d.js'
import { groupedConv2d } from './groupedConv2d.js'
import { linear } from './linear.js'
import { averagePool, globalAveragePool, maxPool } from './pool.js'
import { upsample } from './upsample.js'

/** Every array of the network by path, in float64. */
export type Arrays = Readonly<Record<string, Float64Array>>

export interface Run {
  readonly output: ReferenceArray
  /** running statistics after the batch, by path; none in evaluation */
  readonly statistics: Arrays
  /** what each layer gave, by path */
  readonly outputs: Readonly<Record<string, ReferenceArray>>
}

/** `key` for training (dropout draws from it), undefined for evaluation. */
export const run = (nodes: readonly Node[], arrays: Arrays, input: ReferenceArray, key: Key | undefined, prefix = ''): Run =>
  nodes.reduce<Run>(
    (before, node, at) => {
      const path = `${prefix}${at}`
      const own = key && foldIn(key, at)
      if (node._tag !== 'layer') {
        const runs = node.branches.map((branch, number) =>
          run(branch, arrays, before.output, own && foldIn(own, number), branchPath(node._tag, path, number)),
        )
        const outputs = runs.map(({ output }) => output)
        return {
          output: (node._tag === 'concatenate' ? beside : node._tag === 'multiply' ? multiplied : addedUp)(outputs),
          statistics: Object.assign({}, before.statistics, ...runs.map(({ statistics }) => statistics)),
          outputs: Object.assign({}, before.outputs, ...runs.map((one) => one.outputs)),
        }
      }
      const { output, statistics } = runLayer(node, path, arrays, before.output, own)
      return {
        output,
        statistics: { ...before.statistics, ...statistics },
        outputs: { ...before.outputs, [path]: output },
      }
    },
    { output: input, statistics: {}, outputs: {} },
  )

const addedUp = (terms: readonly ReferenceArray[]): ReferenceArray => ({
  shape: terms[0]!.shape,
  values: terms[0]!.values.map((_, i) => terms.reduce((sum, { values }) => sum + values[i]!, 0)),
})

/** Factors element by element; one without cells, or with one, counts for each cell of the others. */
const multiplied = (factors: readonly ReferenceArray[]): ReferenceArray =>
  factors.reduce((left, right) => {
    const [map, factor] = right.values.length > left.values.length || right.shape.length > left.shape.length ? [right, left] : [left, right]
    const channels = map.shape.at(-1)!
    const [ofMap, ofFactor] = [map, factor].map(({ values, shape }) => values.length / shape[0]!) as [number, number]
    const value = (i: number): number => {
      const sample = Math.trunc(i / ofMap)
      return factor.values[sample * ofFactor + (ofFactor === channels ? i % channels : i % ofMap)]!
    }
    return { shape: map.shape, values: map.values.map((x, i) => x * value(i)) }
  })

/** Channels side by side: for each cell the first array's, then the second's. */
const beside = (arrays: readonly ReferenceArray[]): ReferenceArray => {
  const cells = arrays[0]!.shape.slice(0, -1)
  const count = cells.reduce((product, size) => product * size, 1)
  const values = Array.from({ length: count }, (_, cell) =>
    arrays.flatMap((array) => {
      const channels = array.shape.at(-1)!
      return Array.from(array.values.subarray(cell * channels, (cell + 1) * channels))
    }),
  ).flat()
  return { shape: [...cells, values.length / count], values: Float64Array.from(values) }
}

/** Every channel in turn: where its value comes from among those of its cell; undefined for a zero. */
const rearranged = (input: ReferenceArray, sources: readonly (number | undefined)[]): ReferenceArray => {
  const channels = input.shape.at(-1)!
  const cells = input.values.length / channels
  const values = Array.from({ length: cells }, (_, cell) =>
    sources.map((source) => (source === undefined ? 0 : input.values[cell * channels + source]!)),
  ).flat()
  return { shape: [...input.shape.slice(0, -1), sources.length], values: Float64Array.from(values) }
}

type LayerRun = Omit<Run, 'outputs'>

const isActivation = (layer: { readonly _tag: string }): layer is Activation => activations.some(({ _tag: tag }) => tag === layer._tag)

const runLayer = (
  { layer, arrays: own }: LayerNode,
  path: string,
  arrays: Arrays,
  input: ReferenceArray,
  key: Key | undefined,
): LayerRun => {
  const given = (name: string, shape: readonly number[]): ReferenceArray => ({ shape, values: arrays[`${path}.${name}`]! })
  const masked = (weight: ReferenceArray): ReferenceArray =>
    own.mask === undefined ? weight : { ...weight, values: weight.values.map((value, i) => value * arrays[`${path}.mask`]![i]!) }
  const plain = (output: ReferenceArray): LayerRun => ({ output, statistics: {} })
  switch (layer._tag) {
    case 'conv2d':
    case 'maskedConv2d': {
      const { kernelSize, inChannels, outChannels } = layer
      const weight = masked(given('weight', [...both(kernelSize), inChannels, outChannels]))
      return plain(conv2d(input, weight, layer.bias ? given('bias', [outChannels]) : undefined, layer))
    }
    case 'groupedConv2d': {
      const { kernelSize, inChannels, outChannels, groups } = layer
      const weight = given('weight', [...both(kernelSize), inChannels / groups, outChannels])
      return plain(groupedConv2d(input, weight, layer.bias ? given('bias', [outChannels]) : undefined, layer))
    }
    case 'depthwiseConv2d': {
      const { kernelSize, channels } = layer
      const weight = given('weight', [...both(kernelSize), 1, channels])
      return plain(groupedConv2d(input, weight, layer.bias ? given('bias', [channels]) : undefined, layer))
    }
    case 'convTranspose2d': {
      const { kernelSize, inChannels, outChannels } = layer
      const weight = given('weight', [...both(kernelSize), outChannels, inChannels])
      return plain(convTranspose2d(input, weight, layer.bias ? given('bias', [outChannels]) : undefined, layer))
    }
    case 'linear':
    case 'maskedLinear': {
      const weight = masked(given('weight', [layer.inFeatures, layer.outFeatures]))
      return plain(linear(input, weight, layer.bias ? given('bias', [layer.outFeatures]) : undefined))
    }
    case 'batchNorm':
      return normalized(layer, path, arrays, input, key !== undefined)
    case 'layerNorm':
    case 'groupNorm': {
      const membership = own.membership ?? new Float32Array(layer.channels)
      const sets = setsOf(input, membership, layer._tag === 'layerNorm' ? 'position' : 'sample')
      const [scale, shift] = [arrays[`${path}.scale`]!, arrays[`${path}.shift`]!]
      return plain({ ...input, values: channelNorm(input, sets, scale, shift, layer.epsilon) })
    }
    case 'maxPool':
      return plain(maxPool(input, layer.size, layer.stride, layer.padding, layer.ceilMode))
    case 'averagePool':
      return plain(averagePool(input, layer.size, layer.stride, layer.ceilMode))
    case 'upsample':
      return plain(upsample(input, layer))
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
    case 'detach': // its derivative is 0, which finite differences cannot see
      return plain(input)
    case 'channelSelection':
      return plain(rearranged(input, Array.from(own.positions!)))
    case 'padChannels':
      return plain(rearranged(input, [...Array(input.shape.at(-1)!).keys(), ...Array<undefined>(layer.added).fill(undefined)]))
    case 'test/polynomial': {
      const channels = input.shape.at(-1)!
      const at = (power: number, place: number): number => arrays[`${path}.a${power}`]![place % channels]!
      return plain({ ...input, values: input.values.map((x, i) => at(0, i) + x * at(1, i) + x ** 2 * at(2, i) + x ** 3 * at(3, i)) })
    }
    case 'test/mixed': {
      const { inChannels, outChannels, rectified } = layer as unknown as Readonly<Record<string, number>>
      const cells = { shape: [input.values.length / inChannels!, inChannels!], values: input.values }
      const { values } = linear(cells, given('weight', [inChannels!, outChannels!]), given('bias', [outChannels!]))
      const shape = [...input.shape.slice(0, -1), outChannels!]
      return plain({ shape, values: rectified ? values.map((value) => Math.max(value, 0)) : values })
    }
    default:
      if (!isActivation(layer)) throw new Error(`no reference for ${layer._tag}`)
      return plain({ ...input, values: input.values.map(activationReference(layer).value) })
  }
}

/** PyTorch's rule: the batch is normalized by its biased variance, the running one receives the unbiased. */
const normalized = (
  { epsilon, momentum }: { readonly epsilon: number; readonly momentum: number },
  path: string,
  arrays: Arrays,
  input: ReferenceArray,
  training: boolean,
): LayerRun => {
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
