/**
 * Who owns what on a device: handles, their scopes, and the count of what is alive. The one place in the engine that keeps state; it
 * belongs to the backend value it was made for, so two backends never see each other's arrays.
 *
 * A handle is a frozen object with a shape and nothing else. What it stands for is found here, so a handle can be neither forged nor
 * used after its end: both are caught at once instead of computing with another array's memory.
 */
import { either as E } from 'fp-ts'
import { invariant } from '../shape/invariant.js'
import { elementCount, showShape } from '../shape/shape.js'
import type { Backend, DeviceArray } from './backend.js'
import type { Buffer, Device } from './device.js'
import type { EngineError } from './engineError.js'
import { raise, raised } from './engineFailure.js'

/** The ledger, as operations see it. */
export interface Memory {
  /** A new handle that owns one reference to the buffer. */
  readonly own: (buffer: Buffer) => DeviceArray
  /** The buffer behind a handle; a handle that was released, or is another backend's, is a mistake of ours. */
  readonly bufferOf: (array: DeviceArray) => Buffer
  readonly share: (array: DeviceArray) => DeviceArray
  readonly release: (array: DeviceArray) => void
  /** See `Backend.constant`. */
  readonly constant: (values: Float32Array, shape: readonly number[]) => DeviceArray
  readonly isConstant: (array: DeviceArray) => boolean
  /** What `compute` makes of a constant, made once under that name and kept, counted and freed as the constant is. */
  readonly derived: (constant: DeviceArray, name: string, compute: () => Buffer) => DeviceArray
  /** Refuse, with `OutOfMemory`, what the device cannot hold beside what it holds. */
  readonly reserve: (bytes: number) => void
  readonly scope: <A>(body: () => A) => E.Either<EngineError, A>
  readonly liveArrays: Backend['liveArrays']
  readonly peakBytes: Backend['peakBytes']
}

type Scope = Set<DeviceArray>

/** `scope` is the set that the handle dies with; a constant has none, and holds its source alive instead: whoever has the handle may use it. */
type Slot = { readonly buffer: Buffer; scope: Scope } | { readonly buffer: Buffer; readonly source: Float32Array }

/** Every handle in `result`, through plain objects, arrays, maps and sets; typed arrays and functions are leaves. */
const handlesIn = (result: unknown, isHandle: (value: object) => boolean): ReadonlySet<unknown> => {
  const found = new Set<unknown>()
  const visited = new Set<object>()
  const pending: unknown[] = [result]
  while (pending.length > 0) {
    const value = pending.pop()
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || visited.has(value)) continue
    visited.add(value)
    if (isHandle(value)) found.add(value)
    else if (Array.isArray(value) || value instanceof Set) for (const item of value) pending.push(item)
    else if (value instanceof Map) for (const [key, item] of value) pending.push(key, item)
    else if (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null) {
      for (const item of Object.values(value)) pending.push(item)
    }
  }
  return found
}

/** A copy that its caller cannot change later: what is freed must be as large as what was counted. */
const lasting = (shape: readonly number[]): readonly number[] => Object.freeze([...shape])

const isPromise = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && typeof (value as { readonly then?: unknown }).then === 'function'

/** The ledger of a device that was just started. */
export const memoryOf = (device: Device): Memory => {
  const slots = new WeakMap<DeviceArray, Slot>()
  const owners = new WeakMap<object, number>()
  const outermost: Scope = new Set()
  let current: Scope = outermost
  let count = 0
  let bytes = 0
  let constantBytes = 0
  let peak = 0

  /** By source, then by shape; what was derived from one by its handle, then by name. */
  const constants = new WeakMap<object, Map<string, DeviceArray>>()
  const collected = new FinalizationRegistry<Buffer>((buffer) => {
    device.free(buffer)
    constantBytes -= 4 * elementCount(buffer.shape)
  })

  const slotOf = (array: DeviceArray): Slot =>
    slots.get(array) ?? invariant(`an array of shape ${showShape(array.shape)} was used after its release, or belongs to another backend`)

  const handle = (slot: Slot): DeviceArray => {
    const array: DeviceArray = Object.freeze({ shape: slot.buffer.shape })
    slots.set(array, slot)
    return array
  }

  const own = ({ dataId, shape }: Buffer): DeviceArray => {
    const buffer = { dataId, shape: lasting(shape) }
    const others = owners.get(dataId) ?? 0
    if (others === 0) bytes += 4 * elementCount(shape)
    owners.set(dataId, others + 1)
    count += 1
    const array = handle({ buffer, scope: current })
    current.add(array)
    return array
  }

  const release = (array: DeviceArray): void => {
    const slot = slotOf(array)
    if (!('scope' in slot)) return
    const { buffer, scope } = slot
    const others = (owners.get(buffer.dataId) ?? 1) - 1
    owners.set(buffer.dataId, others)
    if (others === 0) bytes -= 4 * elementCount(buffer.shape)
    count -= 1
    scope.delete(array)
    slots.delete(array)
    device.free(buffer)
  }

  const share = (array: DeviceArray): DeviceArray => {
    const slot = slotOf(array)
    // A constant's handle is as good twice as once, and whoever "takes" it cannot free it.
    if (!('scope' in slot)) return array
    device.retain(slot.buffer)
    return own(slot.buffer)
  }

  const reserve = (requestedBytes: number): void => {
    const liveBytes = bytes + constantBytes
    if (liveBytes + requestedBytes > device.limitBytes || !device.hasRoomFor(requestedBytes)) {
      raise({ _tag: 'OutOfMemory', backend: device.name, requestedBytes, liveBytes, limitBytes: device.limitBytes })
    }
    peak = Math.max(peak, liveBytes + requestedBytes)
  }

  /** What `origin` already has under that name, else a buffer made now, for as long as the source lives. */
  const lastingAs = (origin: object, name: string, source: Float32Array, make: () => Buffer): DeviceArray => {
    const copies = constants.get(origin) ?? new Map<string, DeviceArray>()
    const existing = copies.get(name)
    if (existing !== undefined) return existing
    const { dataId, shape } = make()
    const buffer = { dataId, shape: lasting(shape) }
    constantBytes += 4 * elementCount(shape)
    collected.register(source, buffer)
    const array = handle({ buffer, source })
    constants.set(origin, copies.set(name, array))
    return array
  }

  const constant = (values: Float32Array, shape: readonly number[]): DeviceArray =>
    lastingAs(values, shape.join(), values, () => {
      reserve(4 * elementCount(shape))
      return device.write(values, shape)
    })

  const derived: Memory['derived'] = (array, name, compute) => {
    const slot = slotOf(array)
    return 'scope' in slot ? invariant('only what is made of a constant can be kept') : lastingAs(array, name, slot.source, compute)
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
    bufferOf: (array) => slotOf(array).buffer,
    share,
    release,
    constant,
    isConstant: (array) => !('scope' in slotOf(array)),
    derived,
    reserve,
    scope,
    liveArrays: () => ({ count, bytes }),
    peakBytes: () => peak,
  }
}
