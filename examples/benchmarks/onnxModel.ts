/** A network as an ONNX model, whose maps are [batch, channels, height, width]. Export proper is a later part of the library. */
import type { Node } from '../../lib/network/network.js'
import { pairOf } from '../../lib/shape/perAxis.js'
import type { AnyNetwork } from 'narrownet'
import { type Attribute, onnxBytes, type OnnxConstant, type OnnxNode } from './onnxBytes.js'
import { sizeOf } from './values.js'

type LayerNode = Extract<Node, { readonly _tag: 'layer' }>

interface Graph {
  readonly nodes: readonly OnnxNode[]
  readonly constants: readonly OnnxConstant[]
  /** the tensor that the next layer reads */
  readonly last: string
}

/** to[q, p] = from[p, q] for matrices of `rows` x `columns`. */
const transposed = (from: Float32Array, rows: number, columns: number): Float32Array => {
  const to = new Float32Array(from.length)
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) to[column * rows + row] = from[row * columns + column] as number
  }
  return to
}

/** [height, width, channels] for each of `count` maps, to [channels, height, width]. */
export const channelsFirst = (maps: Float32Array, count: number, channels: number): Float32Array => {
  const each = maps.length / count
  const result = new Float32Array(maps.length)
  for (let map = 0; map < count; map += 1) {
    result.set(transposed(maps.subarray(map * each, (map + 1) * each), each / channels, channels), map * each)
  }
  return result
}

/** Rows of a linear layer after a flatten, in the order in which ONNX flattens: they are [height, width, channels] with outputs inside. */
const reordered = (weight: Float32Array, features: number, outputs: number, channels: number): Float32Array => {
  const cells = features / channels
  const result = new Float32Array(weight.length)
  for (let feature = 0; feature < features; feature += 1) {
    const to = (feature % channels) * cells + Math.floor(feature / channels)
    result.set(weight.subarray(feature * outputs, (feature + 1) * outputs), to * outputs)
  }
  return result
}

const integers = (...values: readonly number[]): Attribute => ({ integers: values })

const withLayer = (graph: Graph, { layer, arrays }: LayerNode, path: string, mapChannels: number): Graph => {
  const plus = (
    operation: string,
    attributes: Readonly<Record<string, Attribute>> = {},
    named: Readonly<Record<string, { readonly shape: readonly number[]; readonly values: Float32Array | undefined }>> = {},
  ): Graph => {
    const constants = Object.entries(named).map(([name, { shape, values = new Float32Array() }]) => ({
      name: `${path}.${name}`,
      shape,
      values,
    }))
    const node = { operation, inputs: [graph.last, ...constants.map(({ name }) => name)], output: `${path}.output`, attributes }
    return { nodes: [...graph.nodes, node], constants: [...graph.constants, ...constants], last: node.output }
  }
  switch (layer._tag) {
    case 'conv2d': {
      const { inChannels, outChannels } = layer
      const [size, padding] = [pairOf(layer.kernelSize), pairOf(layer.padding)]
      const { weight = new Float32Array() } = arrays
      return plus(
        'Conv',
        {
          kernel_shape: integers(...size),
          strides: integers(...pairOf(layer.stride)),
          pads: integers(...padding, ...padding),
          dilations: integers(...pairOf(layer.dilation ?? 1)),
        },
        {
          weight: {
            shape: [outChannels, inChannels, ...size],
            values: transposedFilter(weight, size[0] * size[1], inChannels, outChannels),
          },
        },
      )
    }
    case 'batchNorm': {
      const each = (values: Float32Array | undefined) => ({ shape: [layer.channels], values })
      const { scale, shift, runningMean, runningVariance } = arrays
      return plus(
        'BatchNormalization',
        { epsilon: { float: layer.epsilon } },
        { scale: each(scale), shift: each(shift), mean: each(runningMean), variance: each(runningVariance) },
      )
    }
    case 'relu':
      return plus('Relu')
    case 'maxPool':
      return plus('MaxPool', {
        kernel_shape: integers(...pairOf(layer.size)),
        strides: integers(...pairOf(layer.stride)),
        pads: integers(...pairOf(layer.padding), ...pairOf(layer.padding)),
      })
    case 'globalAveragePool': {
      const pooled = plus('GlobalAveragePool')
      return { ...pooled, nodes: [...pooled.nodes, flattening(pooled.last, `${path}.flat`)], last: `${path}.flat` }
    }
    case 'flatten':
      return { ...graph, nodes: [...graph.nodes, flattening(graph.last, `${path}.output`)], last: `${path}.output` }
    case 'linear': {
      const { inFeatures, outFeatures } = layer
      const { weight = new Float32Array(), bias } = arrays
      const values = reordered(weight, inFeatures, outFeatures, mapChannels)
      return plus('Gemm', {}, { weight: { shape: [inFeatures, outFeatures], values }, bias: { shape: [outFeatures], values: bias } })
    }
    default:
      throw new Error(`the benchmarks have no ${layer._tag}`)
  }
}

/** [window, in, out] to [out, in, window]. */
const transposedFilter = (filter: Float32Array, window: number, inChannels: number, outChannels: number): Float32Array => {
  const result = new Float32Array(filter.length)
  for (let at = 0; at < filter.length; at += 1) {
    const out = at % outChannels
    const input = Math.floor(at / outChannels) % inChannels
    result[(out * inChannels + input) * window + Math.floor(at / outChannels / inChannels)] = filter[at] as number
  }
  return result
}

const flattening = (from: string, output: string): OnnxNode => ({
  operation: 'Flatten',
  inputs: [from],
  output,
  attributes: { axis: { integer: 1 } },
})

const withNodes = (graph: Graph, nodes: readonly Node[], mapChannels: number, prefix = ''): Graph =>
  nodes.reduce<Graph>((before, node, at) => {
    const path = `${prefix}${at}`
    if (node._tag === 'layer') return withLayer(before, node, path, mapChannels)
    if (node._tag !== 'residual') throw new Error(`the benchmarks have no ${node._tag}`)
    const body = withNodes(before, node.branches[1] ?? [], mapChannels, `${path}.`)
    const sum: OnnxNode = { operation: 'Add', inputs: [before.last, body.last], output: `${path}.sum` }
    return { ...body, nodes: [...body.nodes, sum], last: sum.output }
  }, graph)

/** The model of a network, for batches of one size. */
export const onnxModel = (network: AnyNetwork, batch: number): Uint8Array => {
  const convolutions = network.nodes.flatMap((node) =>
    node._tag === 'layer' && node.layer._tag === 'conv2d' ? [node.layer.outChannels] : [],
  )
  const [height = 0, width = 0, channels = 0] = network.input
  const empty: Graph = { nodes: [], constants: [], last: 'input' }
  const { nodes, constants } = withNodes(empty, network.nodes, convolutions.at(-1) ?? 1)
  return onnxBytes(nodes, constants, [batch, channels, height, width], [batch, sizeOf(network.output)])
}
