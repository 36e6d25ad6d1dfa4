import { expect } from 'vitest'

/**
 * Equal up to float32 rounding: every difference is at most `tolerance` times the largest expected value (at least 1).
 * NaN and infinities must be the same.
 */
export const expectClose = (actual: Float32Array | undefined, expected: ArrayLike<number>, what = 'values', tolerance = 1e-5): void => {
  expect(actual?.length, `${what}: length`).toBe(expected.length)
  const finite = Array.from(expected, Math.abs).filter(Number.isFinite)
  const scale = Math.max(1, ...finite)
  const wrong = Array.from(expected, (value, i) => ({ i, expected: value, found: actual?.[i] })).filter(({ expected: value, found }) =>
    Number.isFinite(value) ? !(Math.abs(value - (found ?? Number.NaN)) <= tolerance * scale) : !Object.is(value, found),
  )
  expect(wrong.slice(0, 5), `${what}: ${wrong.length} of ${expected.length} differ`).toEqual([])
}
