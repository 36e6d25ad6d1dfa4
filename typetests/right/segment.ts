// Segmentations have the shape of the network's output; what the compiler does not know of it, run time decides.
import type { taskEither as TE } from 'fp-ts'
import {
  type AnyNetwork,
  type Backend,
  type Model,
  type Network,
  type PredictError,
  type Segmentation,
  segment,
  segmenter,
} from 'narrownet'
import type { Equal, Expect } from '../equal.js'

declare const backend: Backend
declare const model: Model<Network<[8, 8, 1], [8, 8, 3], [], readonly string[]>>
declare const loaded: Model<AnyNetwork>

const found = segment(backend, model, new Uint8Array(64))
export type Found = Expect<Equal<typeof found, TE.TaskEither<PredictError, readonly Segmentation<[8, 8, 3]>[]>>>
const frozen = segmenter(backend, model)(new Uint8Array(64), { batchSize: 1 })
export type Frozen = Expect<Equal<typeof frozen, typeof found>>
const unknown = segment(backend, loaded, new Uint8Array(64))
export type Unknown = Expect<Equal<typeof unknown, TE.TaskEither<PredictError, readonly Segmentation<readonly number[]>[]>>>

export const generic = <Net extends AnyNetwork>(of: Model<Net>) => segment(backend, of, new Uint8Array(64))
