// Any network goes through, but not with samples of another shape, nor narrowed to widths that nothing is known of.
import {
  type Backend,
  convnet,
  type Dataset,
  evaluate,
  fit,
  forward,
  key,
  l1Norm,
  mlp,
  narrowNetwork,
  type Network,
  type Tensor,
  train,
} from 'narrownet'

declare const backend: Backend
declare const digits: Dataset<[28, 28, 1]>
declare const colour: Dataset<[32, 32, 3]>
declare const batch: Tensor<[64, 32, 32, 3]>
const options = { epochs: 1, batchSize: 64, learningRate: 0.1, key: key(0) }
const networks = [mlp({ input: [28, 28, 1], cfg: [200, 200], classes: 10 }, key(0)), convnet({ input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }, key(0))]

for (const network of networks) {
  train(backend, network, colour, options)
  forward(backend, network, batch)
  narrowNetwork(network, l1Norm, [8, 16])
}
fit(backend, networks[0]!, digits, { ...options, validation: colour })
declare const transposed: Network<[1, 28, 28], [10], [8], 'mine'>
evaluate(backend, transposed, digits)
