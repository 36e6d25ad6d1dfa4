/**
 * Memory that several threads see at once, where there is any: always in Node, in pages that are cross-origin isolated. Elsewhere arrays
 * are private, and what is posted travels as a copy; nothing else differs.
 */

const shares = (): boolean =>
  typeof SharedArrayBuffer !== 'undefined' && (globalThis as { readonly crossOriginIsolated?: boolean }).crossOriginIsolated !== false

/** An array of zeros that every thread it is posted to shares; undefined where threads cannot share memory. */
export const sharedFloats = (length: number): Float32Array | undefined =>
  shares() ? new Float32Array(new SharedArrayBuffer(4 * length)) : undefined

/** A copy that costs little to post many times: shared if possible, else without the rest of the buffer it was a view of. */
export const shareable = (values: Float32Array): Float32Array => {
  const shared = sharedFloats(values.length)
  shared?.set(values)
  return shared ?? values.slice()
}

/** The buffers to move rather than copy when these arrays are posted and no longer needed here. */
export const transferred = (arrays: readonly ArrayBufferView[]): readonly ArrayBuffer[] =>
  arrays.flatMap(({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : []))
