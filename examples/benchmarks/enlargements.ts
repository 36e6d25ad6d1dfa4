/** Maps made twice as large, forward and back: by interpolation, and by a transposed convolution. Stock tfjs makes the latter of its kernels of convolutions. */
import type { UpsampleOptions } from '../../lib/engine/backend.js'
import type { Operation } from './operation.js'
import type { Tensor } from './stockTfjs.js'
import { sizeOf } from './values.js'

type MapShape = readonly [batch: number, height: number, width: number, channels: number]

const enlargedOf = ([batch, height, width, channels]: MapShape): MapShape => [batch, 2 * height, 2 * width, channels]

const upsampleOf = (shape: MapShape, interpolation: UpsampleOptions['interpolation']): Operation => ({
  name: `upsample x2, ${interpolation} [${shape.join()}] forward and back`,
  floats: 10 * sizeOf(shape),
  own: (backend, make) => {
    const [x, dy] = [make(shape, 1), make(enlargedOf(shape), 2)]
    return () => {
      const [y, pullback] = backend.upsample.differentiate(backend.share(x), { factor: 2, interpolation })
      backend.release(y)
      backend.release(pullback(backend.share(dy)).input)
    }
  },
  stock: (tf, make) => {
    const [x, dy] = [make(shape, 1), make(enlargedOf(shape), 2)]
    const [, height, width] = enlargedOf(shape)
    const [kernel, halfPixelCenters] =
      interpolation === 'nearest' ? (['ResizeNearestNeighbor', false] as const) : (['ResizeBilinear', true] as const)
    const attributes = { alignCorners: false, halfPixelCenters, size: [height, width] }
    const back = tf.grads((images) => tf.engine().runKernel(kernel, { images }, attributes))
    return () =>
      tf.tidy(() => {
        back([x], dy)
      })
  },
})

const transposedOf = (shape: MapShape, to: number): Operation => {
  const [batch, height, width, from] = shape
  const target = [batch, 2 * height, 2 * width, to] as const
  const filterShape = [2, 2, to, from]
  return {
    name: `transposed 2x2/2 [${shape.join()}] to ${to} forward and back`,
    flops: 6 * sizeOf(target) * from,
    floats: 3 * (sizeOf(shape) + sizeOf(target)),
    own: (backend, make) => {
      const [x, filter, dy] = [make(shape, 1), make(filterShape, 2), make(target, 3)]
      const options = { filter, bias: undefined, stride: 2, padding: 0, outputPadding: 0, needsInputGradient: true }
      return () => {
        const [y, pullback] = backend.convTranspose2d.differentiate(backend.share(x), options)
        backend.release(y)
        const { input, weight } = pullback(backend.share(dy))
        for (const array of [input, weight]) if (array !== undefined) backend.release(array)
      }
    },
    stock: (tf, make) => {
      const [x, filter, dy] = [make(shape, 1), make(filterShape, 2), make(target, 3)]
      const attributes = { strides: 2, pad: 0, dataFormat: 'NHWC' }
      const run = (kernel: string, inputs: Readonly<Record<string, Tensor>>, others: object): Tensor =>
        tf.engine().runKernel(kernel, inputs, { ...attributes, ...others })
      return () =>
        tf.tidy(() => {
          run('Conv2DBackpropInput', { dy: x, filter }, { inputShape: target })
          tf.conv2d(dy, filter, 2, 0)
          run('Conv2DBackpropFilter', { x: dy, dy: x }, { filterShape })
        })
    },
  }
}

const maps: MapShape = [16, 32, 32, 32]

/** Both interpolations, and the transposed convolution of a decoder. */
export const enlargements: readonly Operation[] = [
  upsampleOf(maps, 'nearest'),
  upsampleOf(maps, 'bilinear'),
  transposedOf([16, 16, 16, 64], 32),
]
