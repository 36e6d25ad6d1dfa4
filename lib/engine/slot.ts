/** What the ledger (`memory.ts`) keeps of each handle. */
import type { DeviceArray } from './backend.js'
import type { Copy } from './copies.js'
import type { Buffer } from './store.js'

/** The handles that die together. */
export type Scope = Set<DeviceArray>

/** What the handle owns, and the set that it dies with. */
export interface Owned {
  readonly buffer: Buffer
  scope: Scope
}

/** A constant has no end, and holds its source alive instead: whoever has the handle may use it. */
export interface Constant {
  readonly copy: Copy
  readonly source: Float32Array
  /** of the source itself, not of what was derived from it */
  readonly isCopy: boolean
  readonly make: () => Buffer
}

/** Which of the two. */
export type Slot = Owned | Constant
