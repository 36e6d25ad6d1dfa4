/**
 * The element types of safetensors, and the arrays that hold them here. Numbers narrower than float32 become float32, which holds all of
 * them exactly. Little-endian, as the format and every machine that runs JavaScript.
 */
import type { Shape } from '../shape/shape.js'

/** Each element type's array. */
export interface ArrayOfDtype {
  readonly F64: Float64Array
  readonly F32: Float32Array
  readonly F16: Float32Array
  readonly BF16: Float32Array
  readonly I64: BigInt64Array
  readonly I32: Int32Array
  readonly I16: Int16Array
  readonly I8: Int8Array
  readonly U64: BigUint64Array
  readonly U32: Uint32Array
  readonly U16: Uint16Array
  readonly U8: Uint8Array
  /** 0 and 1 */
  readonly BOOL: Uint8Array
}

/** An element type's name. */
export type Dtype = keyof ArrayOfDtype

/**
 * A tensor of a file: `dtype` tells the array's type.
 *
 * values  [...shape], row-major; the last axis moves fastest
 */
export type StoredTensor = {
  readonly [Type in Dtype]: { readonly dtype: Type; readonly shape: Shape; readonly values: ArrayOfDtype[Type] }
}[Dtype]

interface Layout<Type extends Dtype> {
  readonly bytes: number
  /** takes the data: the array may be a view of it */
  readonly read: (data: ArrayBuffer) => ArrayOfDtype[Type]
}

/** What is known of every element type. */
export const dtypes: { readonly [Type in Dtype]: Layout<Type> } = {
  F64: { bytes: 8, read: (data) => new Float64Array(data) },
  F32: { bytes: 4, read: (data) => new Float32Array(data) },
  F16: { bytes: 2, read: (data) => widenedHalves(new Uint16Array(data)) },
  BF16: { bytes: 2, read: (data) => floatsOf(new Uint16Array(data), (bits) => bits << 16) },
  I64: { bytes: 8, read: (data) => new BigInt64Array(data) },
  I32: { bytes: 4, read: (data) => new Int32Array(data) },
  I16: { bytes: 2, read: (data) => new Int16Array(data) },
  I8: { bytes: 1, read: (data) => new Int8Array(data) },
  U64: { bytes: 8, read: (data) => new BigUint64Array(data) },
  U32: { bytes: 4, read: (data) => new Uint32Array(data) },
  U16: { bytes: 2, read: (data) => new Uint16Array(data) },
  U8: { bytes: 1, read: (data) => new Uint8Array(data) },
  BOOL: { bytes: 1, read: (data) => new Uint8Array(data) },
}

/**
 * IEEE 754 binary16 as float32, exactly: sign, 5 bits of exponent, 10 of fraction.
 *
 * Moved to where float32 has them, exponent and fraction are a number 2^112 times too small, subnormal or not, since the exponents' biases
 * are 15 and 127. Infinities and NaN keep the largest exponent instead.
 */
const widenedHalves = (halves: Uint16Array): Float32Array => {
  const values = floatsOf(
    halves,
    (bits) => ((bits & 0x8000) << 16) | ((bits & 0x7fff) << 13) | ((bits & 0x7c00) === 0x7c00 ? 0x7f800000 : 0),
  )
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number
    if (Number.isFinite(value)) values[at] = value * 0x10000000000000000000000000000
  }
  return values
}

/** The float32 numbers whose bits follow from 16 of a half. */
const floatsOf = (halves: Uint16Array, of: (bits: number) => number): Float32Array => {
  const bits = new Int32Array(halves.length)
  for (let at = 0; at < bits.length; at += 1) bits[at] = of(halves[at] as number)
  return new Float32Array(bits.buffer)
}
