/** Networks for other runtimes. */
import { type Model, modelErrorMessage, modelProblem } from '../data/model.js'
import { type Regression, regressionProblem } from '../data/regression.js'
import type { DeviceArray } from '../engine/backend.js'
import { foldedNodes } from '../inference/folded.js'
import { definitionOf } from '../layer/layer.js'
import { admitted } from '../network/admitted.js'
import { evaluateNodes, type Lookup } from '../network/forward.js'
import type { AnyNetwork } from '../network/network.js'
import { invariant } from '../shape/invariant.js'
import { type Kinds, oneOf, optional } from '../shape/kind.js'
import { checkedOptions } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import { standardized } from './onnxArithmetic.js'
import { onnxBackend } from './onnxBackend.js'
import { onnxFile, type OnnxGraph, type OnnxNode, type OnnxValue } from './onnxFile.js'
import { type Layout, type Recorder, recorder } from './recorder.js'

/** How a graph is to be. */
export interface OnnxOptions {
  /**
   * How maps lie in what goes in and comes out: 'NCHW' (the default), [batch, channels, height, width], as ONNX and PyTorch have them; 'NHWC' as this
   * library has them, for one transposition more on either side
   */
  readonly layout?: 'NCHW' | 'NHWC' | undefined
}

const optionKinds: Kinds<OnnxOptions> = { layout: optional(oneOf('NCHW', 'NHWC')) }

/**
 * The network as the bytes of an ONNX file (IR 8, operator set 17), for onnxruntime and whatever else reads it. It answers as the network does at rest, up to the
 * rounding of float32: batch norms and masks are folded into the weights, dropout is gone, and layers of a program's own are written by their formulas.
 * Nothing of what pruning removed is in it.
 *
 * input    "input", float32: [batch, channels, height, width] of maps, [batch, features] of features; a batch has any size
 * output   "output" of a network or a `Regression`; of a `Model` "probabilities", of each class, or of each class in each cell
 *
 * A network takes what was normalized already. A `Model` and a `Regression` take raw samples, as `predict` and `regress` do, and normalize them in the graph; but
 * bytes as byte / 255. The names of a model's classes are in the file's metadata, under `classNames`, and a network's widths under `cfg`.
 *
 * @see https://onnx.ai/onnx/operators
 * @example
 * const network = convnet({ input: [8, 8, 1], cfg: [4, 4, 4], classes: 2 }, key(0))
 * const file = encodeOnnx(network) // model.onnx
 * file.length > weightBytes(network) // => true
 */
export const encodeOnnx = (given: AnyNetwork | Model | Regression, options: OnnxOptions = {}): Uint8Array<ArrayBuffer> => {
  const { layout: told = 'NCHW' } = checkedOptions('encodeOnnx', optionKinds, options)
  const { network, ...shipped } = shippedBy(given)
  const graph = recorder()
  const layout = told === 'NCHW' ? 'channelsFirst' : 'natural'
  const input = graph.made('input', [1, ...network.input], network.input.length === 3 ? layout : 'natural')
  const seen =
    shipped.normalization === undefined ? input : standardized(graph)(input, shipped.normalization.mean, shipped.normalization.deviation)
  const backend = onnxBackend(graph)
  const answer = evaluateNodes(backend, foldedNodes(network.nodes), named(graph), seen)
  graph.enter('')
  const output = shipped.classNames === undefined ? answer : backend.softmax.apply(answer, { logarithm: false })
  return onnxFile(
    withOutput(graph, graph.as(output, layoutOfOutput(network.output, layout)), {
      input: { name: 'input', shape: shapeOf(network.input, layout) },
      output: { name: shipped.classNames === undefined ? 'output' : 'probabilities', shape: shapeOf(network.output, layout) },
    }),
    { cfg: JSON.stringify(network.cfg), ...(shipped.classNames && { classNames: JSON.stringify(shipped.classNames) }) },
  )
}

interface Shipped {
  readonly network: AnyNetwork
  readonly normalization?: Regression['normalization']
  readonly classNames?: Model['classNames']
}

/** What was given, looked at. */
const shippedBy = (given: AnyNetwork | Model | Regression): Shipped => {
  if (typeof given !== 'object' || given === null || !('network' in given)) return { network: admitted('encodeOnnx', given) }
  const problem = 'classNames' in given ? modelProblem('encodeOnnx', given) : regressionProblem('encodeOnnx', given)
  return problem === undefined ? given : invariant(`encodeOnnx: ${modelErrorMessage(problem)}`)
}

/** A layer's arrays under the names that they have in the network: "0.weight". What is written after them belongs to the layer. */
const named =
  (graph: Recorder): Lookup =>
  (path, layer, arrays) => {
    graph.enter(path)
    const specs = definitionOf(layer).arrays(layer)
    const handles = Object.entries(arrays).map(([name, values]): readonly [string, DeviceArray] => [
      name,
      graph.known(values, specs[name]?.shape ?? [values.length], `${path}.${name}`),
    ])
    return Object.fromEntries(handles)
  }

const layoutOfOutput = (shape: Shape, layout: Layout): Layout => (shape.length === 3 ? layout : 'natural')

const shapeOf = (sample: Shape, layout: Layout): OnnxValue['shape'] => {
  const [height = 0, width = 0, channels = 0] = sample
  return ['batch', ...(sample.length === 3 && layout === 'channelsFirst' ? [channels, height, width] : sample)]
}

/** The graph with its last name as the output is called; of a network that gives what it is given, by a node that does. */
const withOutput = ({ nodes, constants }: Recorder, last: string, values: Pick<OnnxGraph, 'input' | 'output'>): OnnxGraph => {
  const { output } = values
  const renamed = (name: string): string => (name === last ? output.name : name)
  const isMade = nodes.some((node) => node.output === last)
  const told = nodes.map((node): OnnxNode => ({ ...node, inputs: node.inputs.map(renamed), output: renamed(node.output) }))
  const identity: OnnxNode = { operation: 'Identity', inputs: [last], output: output.name, attributes: {} }
  return { nodes: isMade ? told : [...nodes, identity], constants, ...values }
}
