/** What a fit and its workers say to each other. A worker answers every request, in order; everything here can be posted. */
import type { Origin } from '../../engine/backend.js'
import type { EngineError } from '../../engine/engineError.js'
import type { Node } from '../../network/network.js'
import type { Key } from '../../random/key.js'
import type { StateValues } from '../deviceState.js'
import type { Loss } from '../loss/loss.js'
import type { UpdateOptions } from '../step.js'
import type { TrainingBatch } from '../trainingBatch.js'

/** All that moves in a fit, after so many steps. */
export interface ReplicaState {
  readonly stepsTaken: number
  readonly values: StateValues
}

/** One shard of a batch, for one worker. */
export interface Task {
  /** the shard's number, which is the worker's */
  readonly rank: number
  readonly parts: readonly TrainingBatch[]
  readonly key: Key
}

/** What a shard said: gradients of its mean loss, then running statistics, all in one array (`shareLayout`). */
export interface Share {
  readonly values: Float32Array
  /** the shard's share of the batch: of its samples, or of what these count for */
  readonly weight: number
}

/** A step whose shards are all done, to be made part of every replica. */
export interface Update {
  /** counted from 0 through the whole fit: it applies to replicas that have taken as many steps */
  readonly step: number
  readonly shares: readonly Share[]
  readonly options: UpdateOptions
}

/** What a fit asks of a worker. */
export type Request =
  | {
      readonly _tag: 'start'
      readonly origin: Origin
      readonly nodes: readonly Node[]
      readonly loss: Loss
      /** that export the layers which the library does not have */
      readonly modules: readonly string[]
      readonly state: ReplicaState
    }
  /** Make the step before part of the replica, then work on the next one: one round trip a step. */
  | { readonly _tag: 'step'; readonly update: Update | undefined; readonly task: Task | undefined }
  | { readonly _tag: 'state'; readonly update: Update | undefined }

/** What a worker answers, in the order it was asked. */
export type Answer =
  | { readonly _tag: 'done' }
  | { readonly _tag: 'derived'; readonly share: Float32Array; readonly loss: number; readonly measure: number }
  | { readonly _tag: 'state'; readonly state: ReplicaState }
  | { readonly _tag: 'failed'; readonly error: EngineError }
