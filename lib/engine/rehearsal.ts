/**
 * A device that holds shapes and no numbers. What runs on it allocates and frees exactly as it would for real, since the same operations
 * run, so `peakBytes` tells what a computation needs before any memory is taken.
 */
import { taskEither as TE } from 'fp-ts'
import type { Backend, DeviceArray } from './backend.js'
import type { DeviceArrays } from './deviceArrays.js'
import type { Memory } from './memory.js'
import type { Buffer, Store } from './store.js'

const noNumbers = new Float32Array(0)

/** An array that is a shape alone. */
export const shapeAlone = (shape: readonly number[]): Buffer => ({ dataId: {}, shape })

/** As the given store, but every array is a shape alone, and there is room for any number of them, of any size. */
export const shapesOn = ({ name, bytesOf }: Store): Store => ({
  name,
  limitBytes: Number.POSITIVE_INFINITY,
  arrayLimitBytes: Number.POSITIVE_INFINITY,
  bytesOf,
  hasRoomFor: () => true,
  write: (_values, shape) => shapeAlone(shape),
  filled: (shape) => shapeAlone(shape),
  read: (buffers) => TE.right(buffers.map(() => noNumbers)),
  retain: () => undefined,
  free: () => undefined,
})

/** `upload` and `constant` that look at the shape alone: any array will do, another one for another constant. */
export const rehearsed = ({ filled }: DeviceArrays, { constant }: Memory): Pick<Backend, 'upload' | 'constant'> => ({
  upload: (_values, shape): DeviceArray => filled(shape, () => undefined),
  constant,
})
