// several lines: the sentence is in the place of the nodes that a network would have
// Layers without a key, where a network is expected.
import { function as F } from 'fp-ts'
import {
  type Backend,
  cut,
  type Dataset,
  evaluate,
  fit,
  forward,
  globalAveragePool,
  input,
  keepAll,
  key,
  l1Norm,
  linear,
  narrow,
  narrowNetwork,
  sequential,
  type Tensor,
  vggA,
} from 'narrownet'

declare const backend: Backend
declare const samples: Dataset<[8, 8, 3]>
declare const batch: Tensor<[1, 8, 8, 3]>
const layers = sequential(input(8, 8, 3), globalAveragePool, linear(3, 4), linear(4, 2))
fit(backend, layers, samples, { epochs: 1, batchSize: 64, learningRate: 0.1, key: key(0) })
evaluate(backend, layers, samples)
forward(backend, layers, batch)
cut(keepAll([4]))(layers)
F.pipe(layers, cut(keepAll([4])))
narrowNetwork(layers, l1Norm, [2])
F.pipe(layers, narrow(l1Norm, [2]))
narrow(l1Norm, [2])(layers)
forward(backend, vggA({ classes: 10 }), batch)
