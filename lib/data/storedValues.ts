/** The numbers of samples: as a caller has them, and as they are kept. */
import { aByteArray, clampedBytes, floats, type Kind, kind } from '../shape/kind.js'

/**
 * One sample or several, one after the other, as they are before any normalization: bytes (a canvas has clamped ones), which count as byte / 255, or floats,
 * which count as themselves; what the network was trained on, in the same unit. Each is [...shape], row-major.
 */
export type RawSamples = Uint8Array | Uint8ClampedArray | Float32Array

/** Of another width they would be read in the wrong unit. */
export const rawSamples: Kind<RawSamples> = kind(
  'a Uint8Array, a Uint8ClampedArray or a Float32Array',
  (value) => aByteArray.is(value) || clampedBytes.is(value) || floats.is(value),
)

/** In the same memory: clamped bytes are bytes, once they are there. */
export const storedValues = (values: RawSamples): Uint8Array | Float32Array =>
  clampedBytes.is(values) ? new Uint8Array(values.buffer, values.byteOffset, values.length) : values
