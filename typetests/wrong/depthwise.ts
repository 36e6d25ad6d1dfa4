// Depthwise convolutions that cannot be, and that do not go with the channels in front of them.
import { conv2d, depthwiseConv2d, flatten, input, relu, residual, sequential } from 'narrownet'

export const none = depthwiseConv2d(0)
export const half = depthwiseConv2d(8, { kernelSize: 4.5 })
export const still = depthwiseConv2d(8, { stride: 0 })
export const wide = depthwiseConv2d(8, { padding: 3 })
sequential(input(8, 8, 3), conv2d(3, 16), depthwiseConv2d(32))
sequential(input(8, 8, 3), flatten, depthwiseConv2d(192))
sequential(input(2, 2, 3), depthwiseConv2d(3, { kernelSize: 5, padding: 0 }))
sequential(input(8, 8, 3), residual(depthwiseConv2d(3, { stride: 2 })), relu)
