// A body must give back the shape it receives, and agree with itself.
import { conv2d, globalAveragePool, input, linear, relu, residual, sequential } from 'narrownet'

export const other = sequential(input(32, 32, 16), residual(conv2d(16, 32, { stride: 2 }), relu), globalAveragePool, linear(32, 10))
export const inner = sequential(input(32, 32, 16), residual(conv2d(16, 8), relu, conv2d(9, 16)), globalAveragePool, linear(16, 10))
export const nested = sequential(input(32, 32, 16), residual(conv2d(16, 8), residual(conv2d(8, 4)), conv2d(8, 16)))
