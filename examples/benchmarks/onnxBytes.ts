/** The few messages of ONNX's protobuf that a convnet needs (onnx.proto, IR 8, opset 17), written as bytes. */

const varint = (value: number): readonly number[] => (value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))])

const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

const number = (field: number, value: number): Uint8Array => Uint8Array.from([...varint(field * 8), ...varint(value)])
const block = (field: number, content: Uint8Array): Uint8Array =>
  joined([Uint8Array.from([...varint(field * 8 + 2), ...varint(content.length)]), content])
const text = (field: number, value: string): Uint8Array => block(field, new TextEncoder().encode(value))
const float = (field: number, value: number): Uint8Array =>
  joined([Uint8Array.from(varint(field * 8 + 5)), new Uint8Array(Float32Array.of(value).buffer)])

const floatType = 1

/** An attribute of a node: a float, an integer written as [n], or integers. */
export type Attribute = { readonly float: number } | { readonly integer: number } | { readonly integers: readonly number[] }

const attribute = (name: string, value: Attribute): Uint8Array => {
  if ('float' in value) return joined([text(1, name), float(2, value.float), number(20, 1)])
  if ('integer' in value) return joined([text(1, name), number(3, value.integer), number(20, 2)])
  return joined([text(1, name), ...value.integers.map((each) => number(8, each)), number(20, 7)])
}

/** One operation. */
export interface OnnxNode {
  readonly operation: string
  readonly inputs: readonly string[]
  readonly output: string
  readonly attributes?: Readonly<Record<string, Attribute>>
}

/** One constant. */
export interface OnnxConstant {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Float32Array
}

const node = ({ operation, inputs, output, attributes = {} }: OnnxNode): Uint8Array =>
  joined([
    ...inputs.map((input) => text(1, input)),
    text(2, output),
    text(4, operation),
    ...Object.entries(attributes).map(([name, value]) => block(5, attribute(name, value))),
  ])

const constant = ({ name, shape, values }: OnnxConstant): Uint8Array =>
  joined([
    ...shape.map((size) => number(1, size)),
    number(2, floatType),
    text(8, name),
    block(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  ])

const valueInfo = (name: string, shape: readonly number[]): Uint8Array => {
  const sizes = shape.map((size) => block(1, number(1, size)))
  return joined([text(1, name), block(2, block(1, joined([number(1, floatType), block(2, joined(sizes))])))])
}

/** A graph from 'input' to the output of its last node, as a model file. */
export const onnxBytes = (
  nodes: readonly OnnxNode[],
  constants: readonly OnnxConstant[],
  inputShape: readonly number[],
  outputShape: readonly number[],
): Uint8Array => {
  const graph = joined([
    ...nodes.map((each) => block(1, node(each))),
    text(2, 'network'),
    ...constants.map((each) => block(5, constant(each))),
    block(11, valueInfo('input', inputShape)),
    block(12, valueInfo(nodes.at(-1)?.output ?? 'input', outputShape)),
  ])
  return joined([number(1, 8), block(7, graph), block(8, number(2, 17))])
}
