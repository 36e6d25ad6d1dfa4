// Losses that do not go with a data set's answers, and answers that a network does not give.
import {
  type Backend,
  crossEntropy,
  type Dataset,
  evaluate,
  fit,
  huber,
  input,
  key,
  linear,
  meanSquaredError,
  sequential,
  type SeveralLabels,
  type TargetDataset,
  train,
  type Vectors,
} from 'narrownet'

declare const backend: Backend
declare const houses: TargetDataset<[4], Vectors<[1]>>
declare const tagged: TargetDataset<[4], SeveralLabels<[3]>>
declare const flowers: Dataset<[4]>
const one = sequential(input(4), linear(4, 1))(key(0))
const three = sequential(input(4), linear(4, 3))(key(0))
const options = { epochs: 1, batchSize: 2, learningRate: 0.1, key: key(0) }

export const classes = fit(backend, three, flowers, { ...options, loss: meanSquaredError() })
export const vectors = train(backend, one, houses, { ...options, loss: crossEntropy() })
export const labels = fit(backend, three, tagged, { ...options, loss: huber() })
export const wide = fit(backend, three, houses, options)
export const narrow = evaluate(backend, one, tagged)
