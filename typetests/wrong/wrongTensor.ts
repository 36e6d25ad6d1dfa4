// A batch of other samples than the network takes.
import { type Backend, convnet, forward, key, type Tensor } from 'narrownet'

declare const backend: Backend
declare const colour: Tensor<[64, 32, 32, 3]>
declare const vector: Tensor<[64, 784]>
const network = convnet({ input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }, key(0))
export const otherMap = forward(backend, network, colour)
export const otherRank = forward(backend, network, vector)
