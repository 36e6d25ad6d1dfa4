/**
 * An ONNX file from a graph: the few messages of onnx.proto that a network needs, by their field numbers there.
 *
 * @see https://github.com/onnx/onnx/blob/main/docs/IR.md; IR 8 with operator set 17, which runtimes of 2022 and later read
 */
import { floats } from '../shape/kind.js'
import { block, float, integer, message, text } from './message.js'

/** An attribute of a node. */
export type OnnxAttribute =
  | { readonly float: number }
  | { readonly integer: number }
  | { readonly integers: readonly number[] }
  | { readonly text: string }

/** One operation, with one output. An input that is '' is left out. */
export interface OnnxNode {
  readonly operation: string
  readonly inputs: readonly string[]
  readonly output: string
  readonly attributes: Readonly<Record<string, OnnxAttribute>>
}

/** Numbers that the graph holds. */
export interface OnnxConstant {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Float32Array | BigInt64Array
}

/** What goes in or comes out: float32, of this shape; 'batch' is as many as there are. */
export interface OnnxValue {
  readonly name: string
  readonly shape: readonly (number | 'batch')[]
}

/** Operations, each behind those that it reads from. */
export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[]
  readonly constants: readonly OnnxConstant[]
  readonly input: OnnxValue
  readonly output: OnnxValue
}

const irVersion = 8
const operatorSet = 17
/** TensorProto.DataType */
const [floatType, int64Type] = [1, 7]

/** The bytes of the file; `metadata` is what programs that read it may show. */
export const onnxFile = (graph: OnnxGraph, metadata: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> =>
  message(
    integer(1, irVersion),
    text(2, 'narrownet'),
    block(7, encodedGraph(graph)),
    block(8, integer(2, operatorSet)),
    ...Object.entries(metadata).map(([key, value]) => block(14, message(text(1, key), text(2, value)))),
  )

const encodedGraph = ({ nodes, constants, input, output }: OnnxGraph): Uint8Array =>
  message(
    ...nodes.map((node) => block(1, encodedNode(node))),
    text(2, 'network'),
    ...constants.map((constant) => block(5, encodedConstant(constant))),
    block(11, encodedValue(input)),
    block(12, encodedValue(output)),
  )

const encodedNode = ({ operation, inputs, output, attributes }: OnnxNode): Uint8Array =>
  message(
    ...inputs.map((input) => text(1, input)),
    text(2, output),
    text(3, output), // a node is named as what it makes
    text(4, operation),
    ...Object.entries(attributes).map(([name, value]) => block(5, message(text(1, name), ...encodedAttribute(value)))),
  )

const encodedAttribute = (value: OnnxAttribute): readonly Uint8Array[] => {
  if ('float' in value) return [float(2, value.float), integer(20, 1)]
  if ('integer' in value) return [integer(3, value.integer), integer(20, 2)]
  if ('text' in value) return [text(4, value.text), integer(20, 3)]
  return [...value.integers.map((each) => integer(8, each)), integer(20, 7)]
}

const encodedConstant = ({ name, shape, values }: OnnxConstant): Uint8Array =>
  message(
    ...shape.map((size) => integer(1, size)),
    integer(2, floats.is(values) ? floatType : int64Type),
    text(8, name),
    block(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  )

const encodedValue = ({ name, shape }: OnnxValue): Uint8Array => {
  const sizes = shape.map((size) => block(1, size === 'batch' ? text(2, size) : integer(1, size)))
  return message(text(1, name), block(2, block(1, message(integer(1, floatType), block(2, message(...sizes))))))
}
