// A window larger than what is left of the map.
import { averagePool, conv2d, convnet, input, key, maxPool, sequential } from 'narrownet'

export const pool = sequential(input(1, 1, 8), maxPool(2))
export const average = sequential(input(8, 4, 8), averagePool(5))
export const convolution = sequential(input(4, 4, 1), conv2d(1, 8, { kernelSize: 5, padding: 0 }))
export const family = convnet({ input: [3, 28, 1], cfg: [8, 8, 8], classes: 10 }, key(0))
