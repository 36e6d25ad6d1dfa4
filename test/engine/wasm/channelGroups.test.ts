import { beforeAll, describe, expect, test } from 'vitest'
import { patternBytes } from '../../../lib/engine/wasm/simd/patternBytes.js'
import { arrayFrom } from '../arbitraryArray.js'
import { expectClose } from '../expectClose.js'
import { guardedHeap } from './guardedHeap.js'

describe('sums over groups of rows', () => {
  let heap: Awaited<ReturnType<typeof guardedHeap>>
  beforeAll(async () => {
    heap = await guardedHeap()
  })
  const sum = (input: Float32Array, groups: number, rows: number, channels: number, factor: number) =>
    heap([input], [groups * channels], 2 * patternBytes(channels), (simd, [x], [y], workspace) =>
      simd.sumGroups(x!, y!, groups, rows, channels, factor, workspace),
    )[0]

  describe.each([1, 2, 3, 4, 6, 7, 16, 22, 57, 64])('%i channels', (channels) => {
    test.each([1, 2, 5, 49, 64, 700])('%i rows', (rows) => {
      for (const groups of [1, 3]) {
        const input = Float32Array.from(arrayFrom(rows, [groups * rows * channels]).values)
        const sums = new Float64Array(groups * channels)
        input.forEach((value, i) => (sums[Math.floor(i / (rows * channels)) * channels + (i % channels)]! += value / rows))
        expectClose(sum(input, groups, rows, channels, 1 / rows), sums, 'means', 1e-6)

        const gradient = Float32Array.from(arrayFrom(rows + 1, [groups * channels]).values)
        const [spread] = heap([gradient], [input.length], patternBytes(channels), (simd, [dy], [dx], workspace) =>
          simd.spreadGroups(dy!, dx!, groups, rows, channels, 0.5, workspace),
        )
        expect(spread).toEqual(input.map((_, i) => gradient[Math.floor(i / (rows * channels)) * channels + (i % channels)]! / 2))

        const bias = gradient.subarray(0, channels)
        const [shifted] = heap([input, bias], [input.length], patternBytes(channels), (simd, [x, b], [y], workspace) =>
          simd.addToRows(x!, b!, y!, groups * rows, channels, workspace),
        )
        expect(shifted).toEqual(input.map((value, i) => value + bias[i % channels]!))
      }
    })
  })

  test('many small values beside a large one are not lost', () => {
    const input = new Float32Array(100_000).fill(0.001)
    input[0] = 10_000
    expectClose(sum(input, 1, 100_000, 1, 1), [10_000 + 99.999], 'sum', 1e-6)
  })

  test('a NaN and infinities stay in their channel and group', () => {
    const input = new Float32Array(2 * 50 * 3).fill(1)
    input[31] = Number.NaN
    input[32] = Infinity
    expect(sum(input, 2, 50, 3, 1)).toEqual(Float32Array.of(50, Number.NaN, Infinity, 50, 50, 50))
  })
})
