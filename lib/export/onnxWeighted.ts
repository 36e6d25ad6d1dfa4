/** Convolutions and linear layers as nodes, their weights in the order that ONNX has them in. */
import type { Backend, Conv2dOptions, ConvTranspose2dOptions, DeviceArray, Ending, LinearOptions } from '../engine/backend.js'
import { depthwiseGeometryOf, geometryOf, transposedGeometryOf } from '../engine/convolutionGeometry.js'
import { endedApart } from '../engine/endedApart.js'
import { known } from '../shape/invariant.js'
import { pairOf } from '../shape/perAxis.js'
import type { OnnxAttribute } from './onnxFile.js'
import { permuted } from './permuted.js'
import type { Recorder } from './recorder.js'

type Applied<Options> = (input: DeviceArray, options: Options, ending?: Ending) => DeviceArray

/** [kernelHeight, kernelWidth, a, b] as [b, a, kernelHeight, kernelWidth]. */
const filterFirst = (recorder: Recorder, filter: DeviceArray): string => {
  const values = recorder.numbersOf(filter)
  const order = [3, 2, 0, 1]
  const shape = order.map((axis) => known(filter.shape[axis]))
  return values === undefined
    ? recorder.node('Transpose', [recorder.as(filter, 'natural')], { perm: { integers: order } })
    : recorder.floats(permuted(values, filter.shape, order), shape, recorder.labelOf(filter))
}

const windowAttributes = (filter: DeviceArray, { stride, padding, dilation }: Conv2dOptions): Readonly<Record<string, OnnxAttribute>> => ({
  kernel_shape: { integers: filter.shape.slice(0, 2) },
  strides: { integers: pairOf(stride) },
  pads: { integers: [...pairOf(padding), ...pairOf(padding)] },
  dilations: { integers: pairOf(dilation ?? 1) },
})

/** The inputs of a node with a bias, where there is one. */
const withBias = (recorder: Recorder, inputs: readonly string[], bias: DeviceArray | undefined): readonly string[] =>
  bias === undefined ? inputs : [...inputs, recorder.as(bias, 'natural')]

/**
 * Cells that are added at the end are cells less that are cut off there, and beyond what the windows reach nothing but the bias. Where they are fewer
 * than the stride, ONNX has a word for them; of more, which dilated windows may have, not every runtime takes it.
 */
const transposed = (recorder: Recorder, inputs: readonly string[], options: ConvTranspose2dOptions): string => {
  const { node, integers } = recorder
  const attributes = windowAttributes(options.filter, options)
  const [added, stride, padding] = [pairOf(options.outputPadding), pairOf(options.stride), pairOf(options.padding)]
  if (added.every((cells, axis) => cells < known(stride[axis])))
    return node('ConvTranspose', withBias(recorder, inputs, options.bias), { ...attributes, output_padding: { integers: added } })
  const cut = added.map((cells, axis) => known(padding[axis]) - cells)
  const pads = { integers: [...padding, ...cut.map((cells) => Math.max(0, cells))] }
  const reached = node('ConvTranspose', inputs, { ...attributes, pads })
  const whole = cut.some((cells) => cells < 0)
    ? node('Pad', [reached, integers([0, 0, 0, 0, 0, 0, ...cut.map((cells) => Math.max(0, -cells))])])
    : reached
  return options.bias === undefined
    ? whole
    : node('Add', [whole, node('Reshape', [recorder.as(options.bias, 'natural'), integers([-1, 1, 1])])])
}

/** conv2d, depthwiseConv2d, convTranspose2d and linear. */
export const onnxWeighted = (
  recorder: Recorder,
  backend: Pick<Backend, 'add' | 'activation'>,
): {
  readonly conv2d: Applied<Conv2dOptions>
  readonly depthwiseConv2d: Applied<Conv2dOptions>
  readonly convTranspose2d: Applied<ConvTranspose2dOptions>
  readonly linear: Applied<LinearOptions>
} => {
  const convolved = (
    input: DeviceArray,
    options: Conv2dOptions,
    groups: number,
    shape: readonly number[],
    ending?: Ending,
  ): DeviceArray => {
    const inputs = [recorder.as(input, 'channelsFirst'), filterFirst(recorder, options.filter)]
    const attributes = { ...windowAttributes(options.filter, options), group: { integer: groups } }
    return endedApart(
      backend,
      recorder.made(recorder.node('Conv', withBias(recorder, inputs, options.bias), attributes), shape, 'channelsFirst'),
      ending,
    )
  }
  return {
    conv2d: (input, options, ending) => convolved(input, options, options.groups ?? 1, geometryOf(input, options).output, ending),
    depthwiseConv2d: (input, options, ending) =>
      convolved(input, options, known(options.filter.shape[3]), depthwiseGeometryOf(input, options).output, ending),
    convTranspose2d: (input, options, ending) => {
      const shape = transposedGeometryOf(input, options).input
      const spread = transposed(recorder, [recorder.as(input, 'channelsFirst'), filterFirst(recorder, options.filter)], options)
      return endedApart(backend, recorder.made(spread, shape, 'channelsFirst'), ending)
    },
    linear: (input, { weight, bias }, ending) => {
      const values = recorder.numbersOf(weight)
      const map = recorder.mapOf(input)
      const layout = values === undefined ? 'natural' : recorder.layoutOf(input)
      const [features = 0, outputs = 0] = weight.shape
      const rows =
        values === undefined || map === undefined || layout === 'natural'
          ? recorder.as(weight, 'natural')
          : recorder.floats(permuted(values, [...map, outputs], [2, 0, 1, 3]), [features, outputs], recorder.labelOf(weight))
      const output = recorder.node('Gemm', withBias(recorder, [recorder.as(input, layout), rows], bias))
      return endedApart(backend, recorder.made(output, [known(input.shape[0]), outputs], 'natural'), ending)
    },
  }
}
