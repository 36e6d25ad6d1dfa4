import fc from 'fast-check'
import type { ReferenceArray } from '../reference/array.js'

/** Values between -2 and 2 that float32 holds exactly, from a seed (a whole array drawn by fast-check would be slow and shrink to nonsense). */
export const arrayFrom = (seed: number, shape: readonly number[]): ReferenceArray => {
  let state = seed | 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const count = shape.reduce((product, axis) => product * axis, 1)
  return { shape, values: Float64Array.from({ length: count }, () => Math.fround(next() / 2 ** 30 - 2)) }
}

/** The same, on a grid of seven values (no -0): windows with ties, zeros, negative rows. */
export const gridFrom = (seed: number, shape: readonly number[]): ReferenceArray => {
  const { values } = arrayFrom(seed, shape)
  return { shape, values: values.map((value) => Math.round(value * 1.5) + 0) }
}

export const arbitrarySeed: fc.Arbitrary<number> = fc.integer({ min: 0, max: 2 ** 31 - 1 })
