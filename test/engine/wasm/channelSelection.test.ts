import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { patternBytes } from '../../../lib/engine/wasm/simd/patternBytes.js'
import { arbitrarySeed, arrayFrom } from '../arbitraryArray.js'
import { guardedHeap } from './guardedHeap.js'

describe('channel selection', () => {
  let heap: Awaited<ReturnType<typeof guardedHeap>>
  beforeAll(async () => {
    heap = await guardedHeap()
  })

  const gather = (input: Float32Array, list: readonly number[], rows: number, channels: number) =>
    heap([input, Float32Array.from(list)], [rows * list.length], 2 * patternBytes(list.length), (simd, [x, chosen], [y], workspace) =>
      simd.gatherChannels(x!, chosen!, y!, rows, channels, list.length, workspace),
    )[0]!
  const scatter = (input: Float32Array, list: readonly number[], rows: number, channels: number) =>
    heap([input, Float32Array.from(list)], [rows * channels], 2 * patternBytes(channels), (simd, [x, chosen], [y], workspace) =>
      simd.scatterChannels(x!, chosen!, y!, rows, channels, list.length, workspace),
    )[0]!

  /** A number of channels, and some of them in any order. */
  const arbitraryChoice = fc
    .integer({ min: 1, max: 70 })
    .chain((channels) =>
      fc.tuple(fc.constant(channels), fc.uniqueArray(fc.nat({ max: channels - 1 }), { minLength: 1, maxLength: channels })),
    )

  test('gathers the listed channels in the order of the list', () =>
    fc.assert(
      fc.property(arbitraryChoice, fc.integer({ min: 0, max: 40 }), arbitrarySeed, ([channels, list], rows, seed) => {
        const input = Float32Array.from(arrayFrom(seed, [rows * channels]).values)
        const expected = Array.from({ length: rows }, (_, row) => list.map((c) => input[row * channels + c]!)).flat()
        expect(gather(input, list, rows, channels)).toEqual(Float32Array.from(expected))
      }),
      { numRuns: 200 },
    ))

  test('scatters back to where they were, zeros elsewhere', () =>
    fc.assert(
      fc.property(arbitraryChoice, fc.integer({ min: 0, max: 40 }), arbitrarySeed, ([channels, list], rows, seed) => {
        const input = Float32Array.from(arrayFrom(seed, [rows * list.length]).values)
        const expected = new Float32Array(rows * channels)
        for (let row = 0; row < rows; row += 1) list.forEach((c, i) => (expected[row * channels + c] = input[row * list.length + i]!))
        const found = scatter(input, list, rows, channels)
        expect(found).toEqual(expected)
        expect(gather(found, list, rows, channels)).toEqual(input)
      }),
      { numRuns: 200 },
    ))

  test('what numbers no channel reads and writes nothing, wherever it points', () => {
    const input = Float32Array.of(1, 2, 3, 4, 5, 6)
    const nowhere = [-1, -1024, 3, 1e9, 3e38, -3e38, Infinity, -Infinity, Number.NaN, 0.5, 2 ** 31, 2 ** 32, 2 ** 30]
    for (const position of nowhere) {
      expect(gather(input, [position, 1], 2, 3)).toEqual(Float32Array.of(0, 2, 0, 5))
      expect(scatter(input, [1, position, 0], 2, 3)).toEqual(Float32Array.of(3, 1, 0, 6, 4, 0))
    }
  })

  test('special values pass, and do not reach the zeros', () => {
    const input = Float32Array.of(Number.NaN, Infinity, -0, -Infinity, 1e-45, Number.NaN)
    expect(gather(input, [2, 0], 2, 3)).toEqual(Float32Array.of(-0, Number.NaN, Number.NaN, -Infinity))
    expect(scatter(input, [3, 0], 3, 4)).toEqual(Float32Array.of(Infinity, 0, 0, Number.NaN, -Infinity, 0, 0, -0, Number.NaN, 0, 0, 1e-45))
  })
})
