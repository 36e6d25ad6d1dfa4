// 7 * 7 * 64 is 3136.
import { conv2d, flatten, input, linear, maxPool, relu, sequential } from 'narrownet'

export const network = sequential(
  input(28, 28, 1),
  conv2d(1, 32),
  relu,
  maxPool(2),
  conv2d(32, 64),
  relu,
  maxPool(2),
  flatten,
  linear(3163, 10),
)
