import { describe, expect, test } from 'vitest'

describe('arrays of numbers', () => {
  const floats = (...values: readonly number[]) => ({ inside: [Float32Array.from(values)] })

  test('are equal where each number is, NaN too', () => {
    expect(floats(1, Number.NaN)).toEqual(floats(1, Number.NaN))
    expect(Uint8Array.of(1, 2)).toStrictEqual(Uint8Array.of(1, 2))
    expect(new Float32Array(0)).toEqual(new Float32Array(0))
  })

  test.each([
    ['a number', floats(1, 2), floats(1, 3)],
    ['the sign of zero', floats(0), floats(-0)],
    ['the length', floats(1), floats(1, 1)],
    ['the kind of array', Uint8Array.of(1), Uint16Array.of(1)],
    ['array and list', Uint8Array.of(1), [1]],
  ])('differ by %s', (_what, one, other) => {
    expect(one).not.toEqual(other)
    expect(other).not.toEqual(one)
  })
})
