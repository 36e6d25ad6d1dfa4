// The stem's width is tied to the block's output by the sum, so it is not in the cfg: only the width inside the body is.
import { batchNorm, conv2d, globalAveragePool, input, key, l1Norm, linear, narrowNetwork, relu, residual, sequential } from 'narrownet'

const network = sequential(
  input(32, 32, 3),
  conv2d(3, 16),
  residual(conv2d(16, 8), batchNorm(8), relu, conv2d(8, 16), batchNorm(16)),
  globalAveragePool,
  linear(16, 10),
)(key(0))
export const right = narrowNetwork(network, l1Norm, [4])
export const stemToo = narrowNetwork(network, l1Norm, [12, 4])
