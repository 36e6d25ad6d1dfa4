/**
 * Depthwise 3x3 convolutions, forward and back. onnxruntime has the output alone. Stock tfjs-wasm has a kernel for the output alone; both gradients are made of kernels that it has: the input's
 * is the convolution of the output's gradient with the turned filter, the filter's a product and a sum for each tap.
 */
import { onnxConvolution } from './onnxConvolution.js'
import type { Operation } from './operation.js'
import type { Tensor, Tfjs } from './stockTfjs.js'
import { sizeOf } from './values.js'

type MapShape = readonly [batch: number, height: number, width: number, channels: number]

const taps = [0, 1, 2].flatMap((row) => [0, 1, 2].map((column) => [row, column] as const))

const stockForward = (tf: Tfjs, x: Tensor, filter: Tensor): Tensor => {
  const pad = [0, 1, 1, 0].map((side) => [side, side])
  const attributes = { strides: [1, 1], pad, dilations: [1, 1], dataFormat: 'NHWC' }
  return tf.engine().runKernel('DepthwiseConv2dNative', { x, filter }, attributes)
}

/** The work of both gradients: what the numbers are does not matter, so the filter is not turned. */
const stockBack = (tf: Tfjs, x: Tensor, filter: Tensor, dy: Tensor): void => {
  stockForward(tf, dy, filter)
  const [batch = 0, height = 0, width = 0, channels = 0] = x.shape
  const sides = [0, 1, 1, 0].map((side) => [side, side] as const)
  const padded = tf.pad(x, sides)
  for (const [row, column] of taps) {
    const seen = tf.engine().runKernel('Slice', { x: padded }, { begin: [0, row, column, 0], size: [batch, height, width, channels] })
    tf.sum(tf.mul(seen, dy), [0, 1, 2])
  }
}

const flopsOf = (shape: MapShape): number => 2 * taps.length * sizeOf(shape)
const filterOf = ([, , , channels]: MapShape): readonly number[] => [3, 3, 1, channels]
const stockFilterOf = ([, , , channels]: MapShape): readonly number[] => [3, 3, channels, 1]
const plain = { bias: undefined, stride: 1, padding: 1 }

const forwardOf = (shape: MapShape): Operation => ({
  name: `depthwise 3x3 [${shape.join()}] forward`,
  flops: flopsOf(shape),
  floats: 2 * sizeOf(shape),
  own: (backend, make) => {
    const [x, filter] = [make(shape, 1), make(filterOf(shape), 2)]
    return () => backend.release(backend.depthwiseConv2d.apply(backend.share(x), { ...plain, filter, needsInputGradient: false }))
  },
  stock: (tf, make) => {
    const [x, filter] = [make(shape, 1), make(stockFilterOf(shape), 2)]
    return () =>
      tf.tidy(() => {
        stockForward(tf, x, filter)
      })
  },
  onnx: () => onnxConvolution(shape, shape[3], shape[3]),
})

const bothOf = (shape: MapShape): Operation => ({
  name: `depthwise 3x3 [${shape.join()}] forward and back`,
  flops: 3 * flopsOf(shape),
  floats: 6 * sizeOf(shape),
  own: (backend, make) => {
    const [x, filter, dy] = [make(shape, 1), make(filterOf(shape), 2), make(shape, 3)]
    return () => {
      const [y, pullback] = backend.depthwiseConv2d.differentiate(backend.share(x), { ...plain, filter, needsInputGradient: true })
      backend.release(y)
      const gradients = pullback(backend.share(dy))
      for (const array of [gradients.input, gradients.weight]) if (array !== undefined) backend.release(array)
    }
  },
  stock: (tf, make) => {
    const [x, filter, dy] = [make(shape, 1), make(stockFilterOf(shape), 2), make(shape, 3)]
    return () =>
      tf.tidy(() => {
        stockForward(tf, x, filter)
        stockBack(tf, x, filter, dy)
      })
  },
})

const shapes: readonly MapShape[] = [
  [64, 32, 32, 32],
  [64, 16, 16, 64],
  [64, 8, 8, 128],
]

/** Each map's forward pass alone, and with its gradients. */
export const depthwiseConvolutions: readonly Operation[] = shapes.flatMap((shape) => [forwardOf(shape), bothOf(shape)])
