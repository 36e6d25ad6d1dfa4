// Transposed convolutions that cannot be, and that do not go with the channels in front of them.
import { concatenate, conv2d, convTranspose2d, flatten, input, maxPool, relu, sequential } from 'narrownet'

export const none = convTranspose2d(0, 8)
export const half = convTranspose2d(8, 4, { stride: 1.5 })
export const wide = convTranspose2d(8, 4, { padding: 2 })
export const more = convTranspose2d(8, 4, { outputPadding: 2 })
export const onOneSide = convTranspose2d(8, 4, { kernelSize: 3, stride: [2, 1], outputPadding: 1 })
export const same = convTranspose2d(8, 4, { padding: 'same' })
sequential(input(8, 8, 3), conv2d(3, 16), convTranspose2d(32, 8))
sequential(input(8, 8, 3), flatten, convTranspose2d(192, 8))
sequential(input(1, 1, 3), convTranspose2d(3, 8, { kernelSize: 4, padding: 2 }))
// 9 cells are halved to 4, which are doubled to 8
sequential(input(9, 9, 3), concatenate([], [maxPool(2), convTranspose2d(3, 8)]), relu)
