// What the stranger's program and the stranger's page both do; the two must come to the same number.
import { either as E, function as F } from 'fp-ts'
import {
  type Backend,
  batchNorm,
  conv2d,
  fit,
  errorMessage,
  globalAveragePool,
  input,
  key,
  l1Norm,
  linear,
  maxPool,
  narrow,
  relu,
  sequential,
  syntheticDigits,
} from 'narrownet'

const wide = sequential(
  input(28, 28, 1),
  conv2d(1, 4),
  batchNorm(4),
  relu,
  maxPool(2),
  conv2d(4, 8),
  globalAveragePool,
  linear(8, 10),
)(key(0))
const slim = F.pipe(wide, narrow(l1Norm, [2, 4]))
export const cfg: [2, 4] = slim.cfg

/** Two epochs of a few steps; the last mean loss. */
export const train = async (backend: Backend, workers: number): Promise<number> => {
  const losses: number[] = []
  for await (const epoch of fit(backend, slim, syntheticDigits({ count: 40, key: key(1) }), {
    epochs: 2,
    batchSize: 20,
    learningRate: 0.1,
    momentum: 0.9,
    key: key(2),
    workers,
  })) {
    if (E.isLeft(epoch)) throw new Error(errorMessage(epoch.left))
    losses.push(epoch.right.loss)
  }
  return losses[1] ?? Number.NaN
}
