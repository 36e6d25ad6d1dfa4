// The ConvNet layer by layer: every shape computed.
import { batchNorm, conv2d, flatten, input, key, linear, maxPool, relu, sequential } from 'narrownet'

export const network = sequential(
  input(28, 28, 1),
  conv2d(1, 32),
  batchNorm(32),
  relu,
  maxPool(2),
  conv2d(32, 64),
  batchNorm(64),
  relu,
  maxPool(2),
  conv2d(64, 64),
  batchNorm(64),
  relu,
  flatten,
  linear(3136, 10),
)(key(0))
