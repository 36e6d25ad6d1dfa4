// Rectangular and dilated windows that cannot be, and maps that they leave nothing of.
import { averagePool, conv2d, depthwiseConv2d, input, maxPool, relu, residual, sequential } from 'narrownet'

export const none = conv2d(3, 8, { kernelSize: [1, 0] })
export const half = conv2d(3, 8, { stride: [1, 1.5] })
export const still = depthwiseConv2d(8, { dilation: 0 })
export const wide = conv2d(3, 8, { kernelSize: [1, 7], padding: 3 })
export const wider = conv2d(3, 8, { dilation: 2, padding: 5 })
export const onOneSide = conv2d(3, 8, { kernelSize: [3, 7], padding: [1, 7] })
sequential(input(8, 8, 3), conv2d(3, 8, { dilation: 4, padding: 0 }))
sequential(input(8, 8, 3), residual(conv2d(3, 3, { kernelSize: [1, 2] })), relu)
export const noRow = maxPool([0, 2])
export const halfApart = averagePool([4, 1], { stride: [4, 0.5] })
export const widePool = maxPool([4, 1], { padding: 1 })
export const widerPool = maxPool([5, 3], { padding: [3, 1] })
sequential(input(8, 1, 3), maxPool([2, 1]), averagePool(2))
