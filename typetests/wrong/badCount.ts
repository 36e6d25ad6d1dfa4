// Counts are positive integers, a pool's padding at most half of its size.
import { batchNorm, conv2d, convnet, input, key, linear, maxPool, mlp } from 'narrownet'

export const noChannels = conv2d(0, 8)
export const negativeChannels = conv2d(3, -8)
export const halfFeatures = linear(12.5, 10)
export const noScales = batchNorm(0)
export const noWindow = maxPool(0)
export const halfKernel = conv2d(8, 8, { kernelSize: 4.5 })
export const noStride = conv2d(8, 8, { stride: 0 })
export const widePadding = maxPool(3, { stride: 2, padding: 2 })
export const negativePadding = maxPool(3, { padding: -1 })
export const emptyLayer = mlp({ input: [784], cfg: [200, 0], classes: 10 }, key(0))
export const noClasses = convnet({ input: [28, 28, 1], cfg: [8, 8, 8], classes: 0 }, key(0))
