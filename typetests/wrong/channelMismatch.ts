// A layer that takes other channels than it is given: the fifth argument of `sequential`.
import { batchNorm, conv2d, flatten, input, linear, maxPool, relu, sequential } from 'narrownet'

export const network = sequential(
  input(28, 28, 1),
  conv2d(1, 32),
  batchNorm(32),
  relu,
  maxPool(2),
  conv2d(64, 64),
  relu,
  flatten,
  linear(12544, 10),
)
