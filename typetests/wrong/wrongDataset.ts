// Training on samples of another shape than the network takes.
import { type Backend, convnet, type Dataset, fit, key } from 'narrownet'

declare const backend: Backend
declare const cifar: Dataset<[32, 32, 3]>
const network = convnet({ input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }, key(0))
export const run = fit(backend, network, cifar, { epochs: 1, batchSize: 64, learningRate: 0.1, key: key(0) })
