import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as _ from '../../lib/data/strokeRaster.js'

const coordinate = fc.double({ min: -5, max: 33, noNaN: true })
const paths = fc
  .integer({ min: 2, max: 8 })
  .chain((count) => fc.array(coordinate, { minLength: 2 * count, maxLength: 2 * count }))
  .map((points) => Float64Array.from(points))

describe('smoothPath', () => {
  it('passes through every point it is given', () => {
    fc.assert(
      fc.property(paths, fc.integer({ min: 1, max: 6 }), (points, pieces) => {
        const path = _.smoothPath(points, pieces)
        expect(path.length).toBe(2 * ((points.length / 2 - 1) * pieces + 1))
        points.forEach((value, index) => {
          // An equality that takes -0 and 0 for the same.
          expect(path[2 * pieces * Math.floor(index / 2) + (index % 2)] === value).toBe(true)
        })
      }),
    )
  })

  it('divides a straight line of equal steps evenly, away from its ends', () => {
    const path = _.smoothPath(Float64Array.of(0, 0, 1, 2, 2, 4, 3, 6), 4)
    for (let point = 4; point <= 8; point += 1) {
      expect(path[2 * point]).toBeCloseTo(point / 4, 12)
      expect(path[2 * point + 1]).toBeCloseTo(point / 2, 12)
    }
  })
})

/** Distance from a point to the nearest of very many points on the path: slow and obvious. */
const distanceTo = (path: Float64Array, x: number, y: number): number => {
  const steps = 400
  let nearest = Infinity
  for (let point = 0; point + 3 < path.length; point += 2) {
    for (let step = 0; step <= steps; step += 1) {
      const share = step / steps
      const onX = (path[point] ?? 0) * (1 - share) + (path[point + 2] ?? 0) * share
      const onY = (path[point + 1] ?? 0) * (1 - share) + (path[point + 3] ?? 0) * share
      nearest = Math.min(nearest, Math.hypot(x - onX, y - onY))
    }
  }
  return nearest
}

describe('drawStroke', () => {
  it('inks each pixel by its distance from the path', () => {
    const size = 12
    const inside = fc.array(fc.double({ min: -3, max: 15, noNaN: true }), { minLength: 6, maxLength: 6 })
    fc.assert(
      fc.property(
        inside,
        fc.double({ min: 0.3, max: 2, noNaN: true }),
        fc.double({ min: 0.5, max: 2, noNaN: true }),
        (points, radius, softness) => {
          const path = Float64Array.from(points)
          const ink = new Float32Array(size * size)
          _.drawStroke({ path, radii: [radius, radius], softness }, ink, size)
          ink.forEach((found, pixel) => {
            const distance = distanceTo(path, (pixel % size) + 0.5, Math.floor(pixel / size) + 0.5)
            const expected = Math.min(1, Math.max(0, (radius - distance) / softness + 0.5))
            expect(Math.abs(found - expected)).toBeLessThan(0.05)
          })
        },
      ),
      { numRuns: 30 },
    )
  })

  it('only ever adds ink', () => {
    fc.assert(
      fc.property(paths, paths, (first, second) => {
        const ink = new Float32Array(784)
        _.drawStroke({ path: first, radii: [1, 0.5], softness: 1 }, ink, 28)
        const before = ink.slice()
        _.drawStroke({ path: second, radii: [0.5, 1], softness: 1 }, ink, 28)
        expect(ink.every((value, pixel) => value >= (before[pixel] ?? 2) && value <= 1)).toBe(true)
      }),
    )
  })
})
