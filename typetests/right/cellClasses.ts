// Classes of cells have the shape of the network's map; they are measured as classes are, and by their overlaps.
import {
  type Backend,
  type CellEpochDone,
  type CellEvaluation,
  cellClasses,
  evaluate,
  fit,
  type FitError,
  key,
  probabilities,
  type TargetDataset,
  type Probabilities,
  train,
  unet,
} from 'narrownet'
import type { either as E, taskEither as TE } from 'fp-ts'
import type { Equal, Expect } from '../equal.js'

declare const backend: Backend
const targets = probabilities(['road', 'grass', 'sky'], [], { map: [8, 8] })
export type Targets = Expect<Equal<typeof targets, Probabilities<[8, 8, 3]>>>
export type OfSamples = Expect<Equal<ReturnType<typeof probabilities<2>>, Probabilities<[2]>>>
declare const samples: TargetDataset<[8, 8, 1], typeof targets>
const network = unet({ input: [8, 8, 1], classes: 3, cfg: [4, 4, 6, 6, 4, 4, 4] })(key(0))
const byNumbers = cellClasses(['road', 'grass', 'sky'], new Uint8Array(64), { map: [8, 8] })
export type ByNumbers = Expect<Equal<typeof byNumbers extends E.Either<unknown, infer A> ? A : never, typeof targets>>
const partly = cellClasses(['road', 'grass', 'sky'], new Uint8Array(64), { map: [8, 8], unlabeled: 255 })
export type Partly = Expect<Equal<typeof partly, typeof byNumbers>>
const measured = evaluate(backend, network, samples)
export type Measured = Expect<Equal<typeof measured, TE.TaskEither<FitError, CellEvaluation>>>
const epochs = fit(backend, network, samples, { epochs: 1, batchSize: 1, learningRate: 0.1, key: key(1) })
export type Epoch = Expect<
  Equal<typeof epochs extends AsyncGenerator<E.Either<unknown, infer A>> ? A : never, CellEpochDone<typeof network>>
>
train(backend, network, samples, { epochs: 1, batchSize: 1, learningRate: 0.1, key: key(1) })
evaluate(backend, network, samples, { confusion: true })
