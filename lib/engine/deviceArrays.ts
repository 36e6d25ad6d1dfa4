/** Arrays by the ledger: made of values, seen with another shape, read back. The same on every device. */
import { either as E, type taskEither as TE } from 'fp-ts'
import { invariant, known } from '../shape/invariant.js'
import { elementCount, showShape } from '../shape/shape.js'
import { arrayBytes } from './arrayTooLarge.js'
import type { Backend, DeviceArray } from './backend.js'
import type { EngineError } from './engineError.js'
import { raised } from './engineFailure.js'
import { checkSizes, checkValues } from './givenValues.js'
import type { Memory } from './memory.js'
import type { Store } from './store.js'
import { turn } from './turn.js'

/** What `Backend` says of each. */
export interface DeviceArrays
  extends Pick<Backend, 'name' | 'limitBytes' | 'arrayLimitBytes' | 'upload' | 'filled' | 'constant' | 'download'> {
  /** What an array of that shape will take; raises where no array can be as large. */
  readonly bytesOf: (shape: readonly number[]) => number
  /** The same memory with another shape; borrows. */
  readonly view: (array: DeviceArray, shape: readonly number[]) => DeviceArray
}

const copied = (source: Float32Array, into: Float32Array | undefined): Float32Array => {
  if (into === undefined) return source.slice()
  into.set(source)
  return into
}

/** The arrays of a device that was just started. */
export const deviceArraysOn = (store: Store, memory: Memory): DeviceArrays => {
  const { own, claim } = memory

  const bytesOf = arrayBytes(store)

  const view: DeviceArrays['view'] = (array, shape) => {
    checkSizes(shape)
    if (elementCount(shape) !== elementCount(array.shape)) invariant(`${showShape(array.shape)} cannot be seen as ${showShape(shape)}`)
    const { dataId } = known(claim([array], 0)[0])
    store.retain({ dataId, shape })
    return own({ dataId, shape })
  }

  const upload: DeviceArrays['upload'] = (values, shape) => {
    checkValues(values, shape)
    claim([], bytesOf(shape))
    return own(store.write(values, [...shape]))
  }

  const filled: DeviceArrays['filled'] = (shape, fill) => {
    claim([], bytesOf(shape))
    return own(store.filled(shape, fill))
  }

  /** What lies in ordinary memory as well is copied from there; the rest is read in one wait. */
  const readBack = async (
    arrays: readonly DeviceArray[],
    into: readonly Float32Array[] | undefined,
  ): Promise<E.Either<EngineError, readonly Float32Array[]>> => {
    const sources = arrays.map(memory.copiedFrom)
    const away = arrays.flatMap((_array, at) => (sources[at] === undefined ? [at] : []))
    const buffers = claim(
      away.map((at) => known(arrays[at])),
      0,
    )
    const read = await store.read(buffers, into === undefined ? undefined : away.map((at) => known(into[at])))()
    return E.map((values: readonly Float32Array[]) =>
      sources.map((source, at) => (source === undefined ? known(values[away.indexOf(at)]) : copied(source, into?.[at]))),
    )(read)
  }

  const download: DeviceArrays['download'] =
    (arrays, into): TE.TaskEither<EngineError, readonly Float32Array[]> =>
    async () => {
      into?.forEach((values, at) => checkValues(values, known(arrays[at]).shape))
      try {
        // Whatever is computed is read back: here the event loop has its turns. The reading begins before, or it would wait for what is computed next.
        const [read] = await Promise.all([readBack(arrays, into), turn()])
        return read
      } catch (thrown) {
        const error = raised(thrown)
        if (error === undefined) throw thrown
        return E.left(error)
      }
    }

  const { name, limitBytes, arrayLimitBytes } = store
  return { name, limitBytes, arrayLimitBytes, bytesOf, view, upload, filled, constant: memory.constant, download }
}
