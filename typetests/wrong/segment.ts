// Segmenting by a network that gives no map; classes of cells of another map.
import {
  type Backend,
  evaluate,
  input,
  key,
  linear,
  type Model,
  type Network,
  type Probabilities,
  segment,
  segmenter,
  sequential,
  type TargetDataset,
  unet,
} from 'narrownet'

declare const backend: Backend
declare const model: Model<Network<[4], [2], [], readonly string[]>>
segment(backend, model, new Float32Array(4))
segmenter(backend, { network: sequential(input(4), linear(4, 2))(key(0)), normalization: { mean: [0], deviation: [1] }, classNames: ['a', 'b'] })
declare const cells: TargetDataset<[8, 8, 1], Probabilities<[4, 4, 3]>>
evaluate(backend, unet({ input: [8, 8, 1], classes: 3, cfg: [4, 4, 6, 6, 4, 4, 4] })(key(0)), cells)
