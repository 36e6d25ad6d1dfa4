/** A stroke on a grid of pixels, pixel [row, column] having its center at (column + ½, row + ½). */
export interface PixelStroke {
  /** x and y of each point, in turns; at least two points */
  readonly path: Float64Array
  /** half the width of the line where it begins and where it ends, in pixels */
  readonly radii: readonly [number, number]
  /** over how many pixels the edge fades */
  readonly softness: number
}

/**
 * The curve through the given points, as a path of short straight pieces.
 *
 *     on piece [p1, p2]:  p(t) = p1 + ½·t·(p2 - p0 + t·(2·p0 - 5·p1 + 4·p2 - p3 + t·(3·(p1 - p2) + p3 - p0)))
 *
 * points   x and y in turns; the first and last stand in for the neighbors that they lack
 * returns  x and y in turns, `pieces` steps for each pair of neighbors
 *
 * @see Catmull and Rom 1974, "A class of local interpolating splines"
 */
export const smoothPath = (points: Float64Array, pieces: number): Float64Array => {
  const count = points.length / 2
  const path = new Float64Array(2 * ((count - 1) * pieces + 1))
  for (let axis = 0; axis < 2; axis += 1) {
    const at = (index: number): number => points[2 * Math.min(count - 1, Math.max(0, index)) + axis] ?? 0
    for (let span = 0; span < count - 1; span += 1) {
      const [p0, p1, p2, p3] = [at(span - 1), at(span), at(span + 1), at(span + 2)]
      for (let piece = 0; piece < pieces; piece += 1) {
        const t = piece / pieces
        path[2 * (span * pieces + piece) + axis] =
          p1 + 0.5 * t * (p2 - p0 + t * (2 * p0 - 5 * p1 + 4 * p2 - p3 + t * (3 * (p1 - p2) + p3 - p0)))
      }
    }
    path[path.length - 2 + axis] = at(count - 1)
  }
  return path
}

/**
 * Draws a stroke into `ink`, from 0 (none) to 1: a pixel keeps the darkest ink it has been given.
 *
 *     ink = (radius - distance to the path) / softness + ½, clamped to [0, 1]
 *
 * ink  [size, size], written to: it belongs to the caller who is making an image
 */
export const drawStroke = ({ path, radii, softness }: PixelStroke, ink: Float32Array, size: number): void => {
  const segments = path.length / 2 - 1
  for (let segment = 0; segment < segments; segment += 1) {
    const x = path[2 * segment] ?? 0
    const y = path[2 * segment + 1] ?? 0
    const alongX = (path[2 * segment + 2] ?? 0) - x
    const alongY = (path[2 * segment + 3] ?? 0) - y
    const squaredLength = Math.max(1e-12, alongX * alongX + alongY * alongY)
    const radius = radii[0] + ((radii[1] - radii[0]) * (segment + 0.5)) / segments
    const reach = radius + 0.5 * softness
    const firstRow = Math.max(0, Math.floor(Math.min(y, y + alongY) - reach))
    const lastRow = Math.min(size - 1, Math.floor(Math.max(y, y + alongY) + reach))
    const firstColumn = Math.max(0, Math.floor(Math.min(x, x + alongX) - reach))
    const lastColumn = Math.min(size - 1, Math.floor(Math.max(x, x + alongX) + reach))
    for (let row = firstRow; row <= lastRow; row += 1) {
      for (let column = firstColumn; column <= lastColumn; column += 1) {
        const fromX = column + 0.5 - x
        const fromY = row + 0.5 - y
        const along = Math.min(1, Math.max(0, (fromX * alongX + fromY * alongY) / squaredLength))
        const acrossX = fromX - along * alongX
        const acrossY = fromY - along * alongY
        const covered = (radius - Math.sqrt(acrossX * acrossX + acrossY * acrossY)) / softness + 0.5
        const pixel = row * size + column
        if (covered > (ink[pixel] ?? 1)) ink[pixel] = Math.min(1, covered)
      }
    }
  }
}
