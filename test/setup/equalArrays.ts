import { expect } from 'vitest'

type NumberArray = Float32Array | Float64Array | Int32Array | Uint8Array | Uint16Array | Uint32Array

const isNumberArray = (value: unknown): value is NumberArray => ArrayBuffer.isView(value) && !(value instanceof DataView)

/**
 * Arrays of numbers of one kind as `toEqual` compares them, number by number (-0 is not 0, NaN is NaN), in a loop: the general comparison goes
 * through names of properties, which takes microseconds a number, and files have a million. Of all else it says nothing.
 */
export const equalArrays = (one: unknown, other: unknown): boolean | undefined => {
  if (!isNumberArray(one) || !isNumberArray(other) || one.constructor !== other.constructor) return undefined
  if (one.length !== other.length) return false
  for (let at = 0; at < one.length; at += 1) if (!Object.is(one[at], other[at])) return false
  return true
}

expect.addEqualityTesters([equalArrays])
