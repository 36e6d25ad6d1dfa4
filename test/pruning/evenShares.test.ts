import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { highestOf } from '../../lib/pruning/evenShares.js'

describe('highestOf', () => {
  const scored = fc
    .array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 12 })
    .chain((scores) => fc.record({ scores: fc.constant(scores), count: fc.nat({ max: scores.length }) }))

  test('as many as told, ascending; nothing left out beats what is kept, and of equals the lower index stays', () => {
    fc.assert(
      fc.property(scored, ({ scores, count }) => {
        const chosen = highestOf([[...scores.keys()]], scores, count)
        expect(chosen).toEqual([...new Set(chosen)].toSorted((a, b) => a - b))
        expect(chosen.length).toBe(count)
        scores.forEach((score, position) => {
          if (chosen.includes(position)) return
          for (const other of chosen) expect(scores[other]! > score || (scores[other] === score && other < position)).toBe(true)
        })
      }),
    )
  })

  test('of parts, each its share, or as near as whole channels come', () => {
    const parts = [
      [0, 1, 2, 3],
      [4, 5],
    ]
    const scores = [1, 2, 3, 4, 9, 8]
    expect(highestOf(parts, scores, 3)).toEqual([2, 3, 4])
    expect(highestOf(parts, scores, 4)).toEqual([1, 2, 3, 4])
    expect(highestOf(parts, scores, 6)).toEqual([0, 1, 2, 3, 4, 5])
  })
})
