// Segmenting by a network that gives no map.
import { type Backend, input, key, linear, type Model, type Network, segment, segmenter, sequential } from 'narrownet'

declare const backend: Backend
declare const model: Model<Network<[4], [2], [], readonly string[]>>
segment(backend, model, new Float32Array(4))
segmenter(backend, { network: sequential(input(4), linear(4, 2))(key(0)), normalization: { mean: [0], deviation: [1] }, classNames: ['a', 'b'] })
