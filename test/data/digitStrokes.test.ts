import { describe, expect, it } from 'vitest'
import * as _ from '../../lib/data/digitStrokes.js'

describe('digitStyles', () => {
  it('has at least three ways of writing each of the ten digits', () => {
    expect(_.digitStyles).toHaveLength(10)
    expect(Math.min(..._.digitStyles.map((styles) => styles.length))).toBeGreaterThanOrEqual(3)
  })

  it('draws strokes of two points or more inside the glyph, with positive weight', () => {
    for (const { weight, strokes } of _.digitStyles.flat()) {
      expect(weight).toBeGreaterThan(0)
      expect(strokes.length).toBeGreaterThan(0)
      for (const stroke of strokes) {
        expect(stroke.length % 2).toBe(0)
        expect(stroke.length).toBeGreaterThanOrEqual(4)
        expect(stroke.every((value) => value >= 0 && value <= 10)).toBe(true)
      }
    }
  })

  it('has no style twice', () => {
    const drawn = _.digitStyles.flat().map(({ strokes }) => JSON.stringify(strokes))
    expect(new Set(drawn).size).toBe(drawn.length)
  })
})
