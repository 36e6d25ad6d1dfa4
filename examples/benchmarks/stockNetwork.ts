/** A network of narrownet run and trained by stock tfjs: the same layers and weights, tfjs's operations, gradients and optimizer. */
import type { Conv2d } from '../../lib/layer/conv2d.js'
import type { LayerNode, Node } from '../../lib/network/network.js'
import { invariant } from '../../lib/shape/invariant.js'
import { type PerAxis, pairOf } from '../../lib/shape/perAxis.js'
import type { AnyNetwork } from 'narrownet'
import type { Tensor, Tfjs, Variable } from './stockTfjs.js'

interface Run {
  readonly tf: Tfjs
  readonly weights: ReadonlyMap<string, Variable>
  readonly training: boolean
}

/** An array seen as tfjs wants it. */
const shapeOf = (node: LayerNode, name: string, length: number): readonly number[] => {
  const { layer } = node
  if (layer._tag === 'conv2d' && name === 'weight') return [...pairOf(layer.kernelSize), layer.inChannels, layer.outChannels]
  if (layer._tag === 'linear' && name === 'weight') return [layer.inFeatures, layer.outFeatures]
  return [length]
}

const variablesOf = (tf: Tfjs, nodes: readonly Node[], prefix = ''): readonly (readonly [string, Variable])[] =>
  nodes.flatMap((node, at) =>
    node._tag !== 'layer'
      ? variablesOf(tf, node.branches[1] ?? [], `${prefix}${at}.`)
      : Object.entries(node.arrays).map(([name, array]) => {
          const variable = tf.variable(tf.tensor(array, shapeOf(node, name, array.length)), !name.startsWith('running'))
          return [`${prefix}${at}.${name}`, variable] as const
        }),
  )

/** By the batch's own statistics, as tfjs-layers composes it, moving the running ones. */
const normalized = ({ tf, weights, training }: Run, x: Tensor, path: string, epsilon: number): Tensor => {
  const [scale, shift, mean, variance] = ['scale', 'shift', 'runningMean', 'runningVariance'].map((name) => weights.get(`${path}.${name}`))
  if (!(scale && shift && mean && variance)) throw new Error(`no batch norm at ${path}`)
  if (!training) return tf.batchNorm(x, mean, variance, shift, scale, epsilon)
  const batch = tf.moments(x, [0, 1, 2])
  mean.assign(tf.add(tf.mul(mean, 0.9), tf.mul(batch.mean, 0.1)))
  variance.assign(tf.add(tf.mul(variance, 0.9), tf.mul(batch.variance, 0.1)))
  return tf.batchNorm(x, batch.mean, batch.variance, shift, scale, epsilon)
}

const layerOutput = (run: Run, node: LayerNode, path: string, x: Tensor): Tensor => {
  const { tf, weights } = run
  const { layer } = node
  const weight = (name: string): Variable => weights.get(`${path}.${name}`) as Variable
  switch (layer._tag) {
    case 'conv2d':
      return tf.conv2d(x, weight('weight'), both(layer.stride), both(layer.padding))
    case 'batchNorm':
      return normalized(run, x, path, layer.epsilon)
    case 'relu':
      return tf.relu(x)
    case 'maxPool':
      return tf.maxPool(x, both(layer.size), both(layer.stride), both(layer.padding))
    case 'globalAveragePool':
      return tf.mean(x, [1, 2])
    case 'flatten':
      return tf.reshape(x, [x.shape[0] as number, -1])
    case 'linear':
      return tf.add(tf.matMul(x, weight('weight')), weight('bias'))
    default:
      throw new Error(`the benchmarks have no ${layer._tag}`)
  }
}

/** The one number of a square window; the networks compared here have no other. */
const both = (given: PerAxis): number => (typeof given === 'number' ? given : invariant('the benchmarks have square windows only'))

type FusedNode = LayerNode & { readonly layer: Conv2d }

/** A convolution with a bias, as folding leaves it: tfjs runs it together with a rectifier. */
const isFused = (node: LayerNode): node is FusedNode => node.layer._tag === 'conv2d' && node.layer.bias

const fused = ({ tf, weights }: Run, { stride, padding }: Conv2d, path: string, x: Tensor, rectified: boolean): Tensor =>
  tf.fused.conv2d({
    x,
    filter: weights.get(`${path}.weight`) as Variable,
    bias: weights.get(`${path}.bias`) as Variable,
    strides: both(stride),
    pad: both(padding),
    activation: rectified ? 'relu' : 'linear',
  })

const output = (run: Run, nodes: readonly Node[], input: Tensor, prefix = ''): Tensor =>
  nodes.reduce<Tensor>((x, node, at) => {
    const path = `${prefix}${at}`
    if (node._tag === 'layer') {
      const next = nodes[at + 1]
      const rectified = next?._tag === 'layer' && next.layer._tag === 'relu'
      const before = nodes[at - 1]
      // done in the convolution's own pass
      if (node.layer._tag === 'relu' && before?._tag === 'layer' && isFused(before)) return x
      return isFused(node) ? fused(run, node.layer, path, x, rectified) : layerOutput(run, node, path, x)
    }
    if (node._tag !== 'residual') throw new Error(`the benchmarks have no ${node._tag}`)
    return run.tf.add(x, output(run, node.branches[1] ?? [], x, `${path}.`))
  }, input)

/** A network held by tfjs. */
export interface StockNetwork {
  readonly forward: (input: Tensor) => Tensor
  /** SGD with momentum 0.9; no weight decay, which tfjs's optimizer does not know. */
  readonly step: (input: Tensor, labels: Tensor) => void
  readonly end: () => void
}

/** The network's weights copied to tfjs. */
export const stockNetwork = (tf: Tfjs, network: AnyNetwork): StockNetwork => {
  const weights = new Map(variablesOf(tf, network.nodes))
  const trained = [...weights].filter(([path]) => !/running\w+$/.test(path)).map(([, variable]) => variable)
  const optimizer = tf.train.momentum(1e-4, 0.9)
  return {
    forward: (input) => tf.tidy(() => output({ tf, weights, training: false }, network.nodes, input)),
    step: (input, labels) => {
      const { value, grads } = tf.variableGrads(
        () => tf.losses.softmaxCrossEntropy(labels, output({ tf, weights, training: true }, network.nodes, input)),
        trained,
      )
      optimizer.applyGradients(grads)
      tf.dispose([value, grads])
    },
    end: () => tf.dispose([...weights.values()]),
  }
}
