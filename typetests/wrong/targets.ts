// Losses that do not go with a data set's answers, and answers that a network does not give.
import {
  type Backend,
  crossEntropy,
  type Dataset,
  defineLoss,
  distillation,
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

const quantile = defineLoss({
  tag: 'mine/quantile',
  learns: 'vectors',
  fields: { share: 'number' },
  compute: (formula, output, targets, { share }) => formula.combine(share, output, -1, targets),
})
export const kind = train(backend, three, flowers, { ...options, loss: quantile({ share: 0.9 }) })
export const field = quantile({ share: '0.9' })
export const missing = quantile()
export const taught = train(backend, one, houses, { ...options, loss: distillation({ teacher: one }) })
const other = sequential(input(5), linear(5, 3))(key(0))
export const inputs = train(backend, three, flowers, { ...options, loss: distillation({ teacher: other }) })
export const answers = fit(backend, three, flowers, { ...options, loss: distillation({ teacher: one }) })
export const learns = defineLoss({ tag: 'mine/x', learns: 'numbers', compute: (_, output) => output })
