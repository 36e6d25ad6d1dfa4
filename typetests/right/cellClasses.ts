// Classes of cells have the shape of the network's map; what they are measured by is what classes are.
import { type Backend, evaluate, key, probabilities, type TargetDataset, type Probabilities, train, unet } from 'narrownet'
import type { Equal, Expect } from '../equal.js'

declare const backend: Backend
const targets = probabilities(['road', 'grass', 'sky'], [], { map: [8, 8] })
export type Targets = Expect<Equal<typeof targets, Probabilities<[8, 8, 3]>>>
export type OfSamples = Expect<Equal<ReturnType<typeof probabilities<2>>, Probabilities<[2]>>>
declare const samples: TargetDataset<[8, 8, 1], typeof targets>
const network = unet({ input: [8, 8, 1], classes: 3, cfg: [4, 4, 6, 6, 4, 4, 4] })(key(0))
train(backend, network, samples, { epochs: 1, batchSize: 1, learningRate: 0.1, key: key(1) })
evaluate(backend, network, samples, { confusion: true })
