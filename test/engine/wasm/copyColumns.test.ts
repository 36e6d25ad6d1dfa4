import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { arbitrarySeed, arrayFrom } from '../arbitraryArray.js'
import { guardedHeap } from './guardedHeap.js'

const arbitraryColumns = fc.integer({ min: 1, max: 70 })

describe('columns of a matrix', () => {
  let heap: Awaited<ReturnType<typeof guardedHeap>>
  beforeAll(async () => {
    heap = await guardedHeap()
  })
  const draw = (seed: number, length: number): Float32Array => Float32Array.from(arrayFrom(seed, [length]).values)

  test('copied: those that the target has, then zeros', () =>
    fc.assert(
      fc.property(arbitraryColumns, arbitraryColumns, fc.nat({ max: 9 }), arbitrarySeed, (columns, targetColumns, rows, seed) => {
        const source = draw(seed, rows * columns)
        const [target] = heap([source], [rows * targetColumns], 0, (simd, [from], [into]) =>
          simd.copyColumns(from!, into!, rows, columns, targetColumns),
        )
        const expected = Array.from({ length: rows }, (_, row) =>
          Array.from({ length: targetColumns }, (_, column) => (column < columns ? source[row * columns + column]! : 0)),
        )
        expect(target).toEqual(Float32Array.from(expected.flat()))
      }),
      { numRuns: 200 },
    ))

  test('placed: what else stands in a row of the target stays', () =>
    fc.assert(
      fc.property(
        fc.tuple(arbitraryColumns, fc.nat({ max: 9 }), fc.nat({ max: 9 })),
        fc.boolean(),
        fc.nat({ max: 9 }),
        arbitrarySeed,
        ([columns, before, after], intoWider, rows, seed) => {
          const wide = before + columns + after
          const [part, whole] = [draw(seed, rows * columns), draw(seed + 1, rows * wide)]
          const expected = intoWider ? whole.slice() : part.slice()
          for (let row = 0; row < rows; row += 1) {
            const [inWhole, inPart] = [row * wide + before, row * columns]
            if (intoWider) expected.set(part.subarray(inPart, inPart + columns), inWhole)
            else expected.set(whole.subarray(inWhole, inWhole + columns), inPart)
          }
          const [found] = heap([part, whole], [expected.length], 0, (simd, [a, b], [output]) => {
            // The output holds anything at first: a copy of it through the kernel that has tests of its own.
            simd.copyColumns(intoWider ? b! : a!, output!, 1, expected.length, expected.length)
            if (intoWider) simd.placeColumns(a!, output! + 4 * before, rows, columns, wide)
            else simd.placeColumns(b! + 4 * before, output!, rows, wide, columns)
          })
          expect(found).toEqual(expected)
        },
      ),
      { numRuns: 200 },
    ))
})
