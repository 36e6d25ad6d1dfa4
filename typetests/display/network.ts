// What an editor shows on hover, and what a user's declarations hold.
import { function as F } from 'fp-ts'
import {
  convnet,
  cut,
  flatten,
  input,
  conv2d,
  batchNorm,
  batchNormScale,
  relu,
  maxPool,
  linear,
  key,
  keepAll,
  l1Norm,
  leakyRelu,
  mlp,
  narrow,
  planTo,
  residual,
  sequential,
  sigmoid,
} from 'narrownet'

export const wide = convnet({ input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }, key(0))
export const slim = F.pipe(wide, narrow(l1Norm, [8, 16, 32]))
export const perceptron = mlp({ input: [784], cfg: [200, 200], classes: 10 }, key(0))
export const decided = F.pipe(wide, cut(keepAll([32, 64, 64])))
export const planned = F.pipe(wide, planTo(batchNormScale, [8, 16, 32]))
export const activated = sequential(input(28, 28, 1), conv2d(1, 16), leakyRelu(0.01), flatten, linear(12544, 10), sigmoid)
export const beyond = maxPool(3, { stride: 2, ceilMode: true })
export const pooled = sequential(input(54, 54, 3), beyond)(key(0))
export const own = sequential(
  input(28, 28, 1),
  conv2d(1, 16),
  batchNorm(16),
  relu,
  residual(conv2d(16, 8), relu, conv2d(8, 16)),
  maxPool(2),
  flatten,
  linear(3136, 10),
)(key(0))
