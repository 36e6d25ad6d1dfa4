/**
 * Who owns what on a device: handles, their scopes, and the count of what is alive. The one place in the engine that keeps state; it
 * belongs to the backend value it was made for, so two backends never see each other's arrays.
 *
 * A handle is a frozen object with a shape and nothing else. What it stands for is found here, so a handle can be neither forged nor
 * used after its end: both are caught at once instead of computing with another array's memory.
 */
import { either as E } from 'fp-ts'
import { invariant } from '../shape/invariant.js'
import { showShape } from '../shape/shape.js'
import { arrayBytes } from './arrayTooLarge.js'
import type { Backend, DeviceArray } from './backend.js'
import { copiesOn } from './copies.js'
import type { EngineError } from './engineError.js'
import { raise, raised } from './engineFailure.js'
import { checkValues } from './givenValues.js'
import { handlesIn } from './handlesIn.js'
import type { Scope, Slot } from './slot.js'
import type { Buffer, Store } from './store.js'

/** The ledger, as operations see it. */
export interface Memory {
  /** A new handle that owns one reference to the buffer. */
  readonly own: (buffer: Buffer) => DeviceArray
  /**
   * The buffers behind these handles, all there at once, with room for so many bytes beside them: constants that were away come back, others
   * may have to leave. `OutOfMemory` where the device cannot hold that; a handle that was released, or is another backend's, is a mistake of ours.
   */
  readonly claim: (arrays: readonly DeviceArray[], bytes: number) => readonly Buffer[]
  readonly share: (array: DeviceArray) => DeviceArray
  readonly release: (array: DeviceArray) => void
  /** See `Backend.constant`. */
  readonly constant: (values: Float32Array, shape: readonly number[]) => DeviceArray
  readonly isConstant: (array: DeviceArray) => boolean
  /** What a constant is a copy of; undefined for everything else. It is there to be read when the device has no room for the copy. */
  readonly copiedFrom: (array: DeviceArray) => Float32Array | undefined
  /** What `compute` makes of a constant, once under that name as long as it is there; kept, counted and freed as the constant is. */
  readonly derived: (constant: DeviceArray, name: string, shape: readonly number[], compute: () => Buffer) => DeviceArray
  /** See `Backend.evict`. */
  readonly evict: (values: Float32Array) => void
  readonly scope: <A>(body: () => A) => E.Either<EngineError, A>
  readonly liveArrays: Backend['liveArrays']
  readonly peakBytes: Backend['peakBytes']
  readonly largestArray: Backend['largestArray']
}

/** A shape that its caller cannot change later: what is freed must be as large as what was counted. */
const lasting = (shape: readonly number[]): readonly number[] => (Object.isFrozen(shape) ? shape : Object.freeze([...shape]))

const isPromise = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && typeof (value as { readonly then?: unknown }).then === 'function'

/** The ledger of a device that was just started. */
export const memoryOf = (store: Store): Memory => {
  const slots = new WeakMap<DeviceArray, Slot>()
  const owners = new WeakMap<object, number>()
  const outermost: Scope = new Set()
  let current: Scope = outermost
  let count = 0
  let bytes = 0
  let peak = 0
  let largest: ReturnType<Memory['largestArray']> = { shape: [], bytes: 0 }
  /** claims inside each other: what is made for one may claim something itself */
  let claims = 0

  /** By source, then by shape; what was derived from one by its handle, then by name. */
  const constants = new WeakMap<object, Map<string, DeviceArray>>()
  const copies = copiesOn(store)

  const slotOf = (array: DeviceArray): Slot =>
    slots.get(array) ?? invariant(`an array of shape ${showShape(array.shape)} was used after its release, or belongs to another backend`)

  const handle = (shape: readonly number[], slot: Slot): DeviceArray => {
    const array: DeviceArray = Object.freeze({ shape })
    slots.set(array, slot)
    return array
  }

  const noteSize = (shape: readonly number[]): void => {
    const size = store.bytesOf(shape)
    if (size > largest.bytes) largest = { shape, bytes: size }
  }

  const own = ({ dataId, shape }: Buffer): DeviceArray => {
    const buffer = { dataId, shape: lasting(shape) }
    const others = owners.get(dataId) ?? 0
    if (others === 0) bytes += store.bytesOf(shape)
    owners.set(dataId, others + 1)
    noteSize(buffer.shape)
    count += 1
    const array = handle(buffer.shape, { buffer, scope: current })
    current.add(array)
    return array
  }

  const release = (array: DeviceArray): void => {
    const slot = slotOf(array)
    if (!('scope' in slot)) return
    const { buffer, scope } = slot
    const others = (owners.get(buffer.dataId) ?? 1) - 1
    owners.set(buffer.dataId, others)
    if (others === 0) bytes -= store.bytesOf(buffer.shape)
    count -= 1
    scope.delete(array)
    slots.delete(array)
    store.free(buffer)
  }

  const share = (array: DeviceArray): DeviceArray => {
    const slot = slotOf(array)
    // A constant's handle is as good twice as once, and whoever "takes" it cannot free it.
    if (!('scope' in slot)) return array
    store.retain(slot.buffer)
    return own(slot.buffer)
  }

  /** Idle copies leave, one after the other, until it fits; none does where those in use are too many anyway. */
  const leftUntil = (fits: () => boolean, most: number): boolean => {
    const idle = copies.idle()
    const inUse = idle.reduce((rest, { shape }) => rest - store.bytesOf(shape), copies.bytes())
    return (
      inUse <= most &&
      idle.some((copy) => {
        copies.leave(copy)
        return fits()
      })
    )
  }

  const makeRoom = (requestedBytes: number): void => {
    const { name: backend, limitBytes } = store
    const fits = (): boolean => bytes + copies.bytes() + requestedBytes <= limitBytes && store.hasRoomFor(requestedBytes)
    if (!fits() && !leftUntil(fits, limitBytes - bytes - requestedBytes)) {
      raise({ _tag: 'OutOfMemory', backend, requestedBytes, liveBytes: bytes + copies.bytes(), limitBytes })
    }
    peak = Math.max(peak, bytes + copies.bytes() + requestedBytes)
  }

  const bufferIn = (slot: Slot): Buffer => ('scope' in slot ? slot.buffer : (slot.copy.buffer ?? copies.put(slot.copy, slot.make())))

  const claim: Memory['claim'] = (arrays, requestedBytes) => {
    const wanted = arrays.map(slotOf)
    if (claims === 0) copies.nextUse()
    claims += 1
    try {
      for (const slot of wanted) if (!('scope' in slot)) copies.keep(slot.copy)
      const buffers = wanted.map(bufferIn)
      makeRoom(requestedBytes)
      return buffers
    } finally {
      claims -= 1
    }
  }

  /** What `origin` already has under that name, else a handle to what `make` will make when it is used. */
  const lastingAs = (
    origin: object,
    name: string,
    source: Float32Array,
    given: readonly number[],
    make: (shape: readonly number[]) => Buffer,
  ): DeviceArray => {
    const known = constants.get(origin) ?? new Map<string, DeviceArray>()
    const existing = known.get(name)
    if (existing !== undefined) return existing
    const shape = lasting(given)
    noteSize(shape)
    const array = handle(shape, { copy: copies.placeFor(source, shape), source, isCopy: origin === source, make: () => make(shape) })
    constants.set(origin, known.set(name, array))
    return array
  }

  const constant = (values: Float32Array, given: readonly number[]): DeviceArray => {
    const existing = constants.get(values)?.get(given.join())
    if (existing !== undefined) return existing
    checkValues(values, given)
    return lastingAs(values, given.join(), values, given, (shape) => {
      makeRoom(arrayBytes(store)(shape))
      return store.write(values, shape)
    })
  }

  const derived: Memory['derived'] = (array, name, shape, compute) => {
    const slot = slotOf(array)
    return 'scope' in slot ? invariant('only what is made of a constant can be kept') : lastingAs(array, name, slot.source, shape, compute)
  }

  const copiedFrom: Memory['copiedFrom'] = (array) => {
    const slot = slotOf(array)
    return 'scope' in slot || !slot.isCopy ? undefined : slot.source
  }

  const evict = (origin: object): void => {
    for (const array of constants.get(origin)?.values() ?? []) {
      const slot = slotOf(array)
      if (!('scope' in slot)) copies.leave(slot.copy)
      evict(array)
    }
  }

  const scope = <A>(body: () => A): E.Either<EngineError, A> => {
    const outer = current
    const made: Scope = new Set()
    const releaseAllBut = (kept: ReadonlySet<unknown>): void => {
      for (const array of made) if (!kept.has(array)) release(array)
    }
    current = made
    try {
      const result = body()
      if (isPromise(result)) invariant('scope was given an asynchronous computation, whose arrays it cannot follow')
      releaseAllBut(handlesIn(result, (value) => made.has(value as DeviceArray)))
      for (const array of made) {
        const slot = slotOf(array)
        if ('scope' in slot) slot.scope = outer
        outer.add(array)
      }
      return E.right(result)
    } catch (thrown) {
      releaseAllBut(new Set())
      const error = raised(thrown)
      if (error === undefined) throw thrown
      return E.left(error)
    } finally {
      current = outer
    }
  }

  return {
    own,
    claim,
    share,
    release,
    constant,
    isConstant: (array) => !('scope' in slotOf(array)),
    copiedFrom,
    derived,
    evict,
    scope,
    liveArrays: () => ({ count, bytes }),
    peakBytes: () => peak,
    largestArray: () => largest,
  }
}
