/** An array that is too large by itself, whatever else is free: no texture of a GPU holds it. */
import { checkSizes } from './givenValues.js'
import type { EngineError } from './engineError.js'
import { raise } from './engineFailure.js'
import type { Store } from './store.js'

/** What a device holds, in one array and in all. */
type Limits = Pick<Store, 'name' | 'limitBytes' | 'arrayLimitBytes'>

/** The error about an array of that shape and size; undefined where one may be as large, and where a device has no limit but that of all arrays. */
export const arrayTooLarge = (
  { name: backend, limitBytes, arrayLimitBytes }: Limits,
  shape: readonly number[],
  bytes: number,
): EngineError | undefined =>
  bytes > arrayLimitBytes && arrayLimitBytes < limitBytes
    ? { _tag: 'ArrayTooLarge', backend, shape, bytes, limitBytes: arrayLimitBytes, batchSize: undefined }
    : undefined

/** What an array of that shape takes, before it is made; raises where one cannot be as large. */
export const arrayBytes =
  (store: Store) =>
  (shape: readonly number[]): number => {
    checkSizes(shape)
    const bytes = store.bytesOf(shape)
    const problem = arrayTooLarge(store, shape, bytes)
    return problem === undefined ? bytes : raise(problem)
  }

/**
 * The error of a computation on a batch. That fewer samples would make the array small enough is found by asking whether one does: a weight, or
 * what a single sample needs, stays as large as it is.
 */
export const ofBatch = (error: EngineError, batchSize: number, oneFits: () => boolean): EngineError =>
  error._tag === 'ArrayTooLarge' && batchSize > 1 && oneFits() ? { ...error, batchSize } : error
