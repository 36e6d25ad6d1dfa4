import { either as E, function as F } from 'fp-ts'
import { aKey, foldIn, type Key, wordStream } from '../random/key.js'
import { invariant } from '../shape/invariant.js'
import { type Dataset, dataset } from './dataset.js'
import { datasetErrorMessage } from './samples.js'
import { digitStyles, type GlyphStroke, type WritingStyle } from './digitStrokes.js'
import { drawStroke, smoothPath } from './strokeRaster.js'
import { wholeNumber } from '../shape/kind.js'
import { checkedOptions } from '../shape/options.js'

const size = 28

// Measured once, on 200,000 samples, and fixed, so that training and test sets from different keys are seen alike.
const normalization = { mean: [0.1072], deviation: [0.2321] }

/**
 * Handwritten-style digits drawn from a key: 28 x 28, one channel, ten classes, no download.
 *
 * Sample i depends on the key and on i alone, so a smaller set is a prefix of a larger one; take different keys for training and test.
 * Each digit has several writing styles; points, slant, rotation, size, position, stroke width, ink, noise, stray marks and gaps vary.
 * Harder than MNIST for a linear classifier, because nothing is centered. Only additions, products, quotients and square roots: the same bytes
 * in every engine. At most 2^21, which take 1.5 GiB.
 *
 * @example
 * const digits = syntheticDigits({ count: 20, key: key(0) })
 * digits.values.length // => 15680
 */
export const syntheticDigits = (options: { readonly count: number; readonly key: Key }): Dataset<[28, 28, 1]> => {
  const { count: samples, key } = checkedOptions('syntheticDigits', { count: wholeNumber(1, 2 ** 21), key: aKey }, options)
  const values = new Uint8Array(samples * size * size)
  const labels = new Uint8Array(samples)
  for (let sample = 0; sample < samples; sample += 1) {
    const draw = drawsOf(foldIn(key, sample))
    const label = Math.floor(draw.between(0, 10))
    labels[sample] = label
    values.set(writeDigit(digitStyles[label] ?? [], draw), sample * size * size)
  }
  return F.pipe(
    dataset({ shape: [size, size, 1], classes: 10, values, labels, normalization }),
    E.getOrElseW((error) => invariant(datasetErrorMessage(error))),
  )
}

/** Numbers drawn one after the other from one key. */
interface Draws {
  /** uniform */
  readonly between: (from: number, to: number) => number
  /** near 0, at most 3 deviations away: the sum of three uniforms, scaled to deviation 1 */
  readonly around: () => number
  readonly chance: (probability: number) => boolean
  readonly word: () => number
}

const drawsOf = (key: Key): Draws => {
  const word = wordStream(key)
  const unit = () => word() / 0x100000000
  return {
    word,
    between: (from, to) => from + unit() * (to - from),
    around: () => 2 * (unit() + unit() + unit() - 1.5),
    chance: (probability) => unit() < probability,
  }
}

const chooseStyle = (styles: readonly WritingStyle[], draw: Draws): readonly GlyphStroke[] => {
  let left = draw.between(
    0,
    styles.reduce((sum, style) => sum + style.weight, 0),
  )
  const chosen = styles.find((style) => {
    left -= style.weight
    return left < 0
  })
  return chosen?.strokes ?? []
}

/** How one writer places a glyph on the page: from glyph units to pixels. */
type Placement = (x: number, y: number) => readonly [number, number]

const placementOf = (draw: Draws): Placement => {
  // tan(angle / 2) gives the rotation without a sine: cos = (1 - t²) / (1 + t²), sin = 2t / (1 + t²). t = 0.1 is 11 degrees.
  const t = 0.075 * draw.around()
  const cosine = (1 - t * t) / (1 + t * t)
  const sine = (2 * t) / (1 + t * t)
  const height = 18.5 + 1.8 * draw.around()
  const width = height * (0.64 + 0.08 * draw.around())
  const slant = 0.12 + 0.15 * draw.around()
  const bend = 0.05 * draw.around()
  const lean = 0.06 * draw.around()
  const centerX = 14 + 1.2 * draw.around()
  const centerY = 14 + 1.2 * draw.around()
  return (x, y) => {
    const v = y / 10 - 0.5
    const u = (x / 10 - 0.5) * (1 + lean * v)
    const pageX = width * (u + bend * (4 * v * v - 0.5)) - height * slant * v
    const pageY = height * (v + lean * u)
    return [centerX + cosine * pageX - sine * pageY, centerY + sine * pageX + cosine * pageY]
  }
}

const writeDigit = (styles: readonly WritingStyle[], draw: Draws): Uint8Array => {
  const ink = new Float32Array(size * size)
  const strokes = chooseStyle(styles, draw)
  const place = placementOf(draw)
  const unsteadiness = draw.between(0.15, 0.5)
  const radius = Math.max(0.55, 1.15 + 0.3 * draw.around())
  const softness = draw.between(0.9, 1.8)
  // Each stroke has jitter of its own: the pen comes back to a corner only nearly where it left it.
  for (const stroke of strokes) {
    const points = new Float64Array(stroke.length)
    for (let point = 0; point < stroke.length; point += 2) {
      const x = (stroke[point] ?? 0) + unsteadiness * draw.around()
      const y = (stroke[point + 1] ?? 0) + unsteadiness * draw.around()
      points.set(place(x, y), point)
    }
    const begin = radius * draw.between(0.75, 1.2)
    drawStroke({ path: smoothPath(points, 5), radii: [begin, radius * draw.between(0.65, 1.2)], softness }, ink, size)
  }
  if (draw.chance(0.15)) strayMark(draw, ink)
  if (draw.chance(0.15)) gap(draw, ink)
  return develop(draw, ink)
}

/** A short line somewhere: the edge of a neighboring digit, a ruled line, a slip. */
const strayMark = (draw: Draws, ink: Float32Array): void => {
  const x = draw.between(1, 27)
  const y = draw.between(1, 27)
  const path = Float64Array.of(x, y, x + 3 * draw.around(), y + 3 * draw.around())
  drawStroke({ path, radii: [0.5, draw.between(0.3, 1)], softness: 1.2 }, ink, size)
}

/** A spot where the pen left no ink. */
const gap = (draw: Draws, ink: Float32Array): void => {
  const missing = new Float32Array(size * size)
  const x = 14 + 4 * draw.around()
  const y = 14 + 4 * draw.around()
  const path = Float64Array.of(x, y, x + 1.5 * draw.around(), y + 1.5 * draw.around())
  drawStroke({ path, radii: [1, 1], softness: 1.5 }, missing, size)
  missing.forEach((share, pixel) => {
    ink[pixel] = (ink[pixel] ?? 0) * (1 - share)
  })
}

/** Ink to bytes: a darkness for the whole, grain on every pixel. */
const develop = (draw: Draws, ink: Float32Array): Uint8Array => {
  const darkness = draw.between(170, 255)
  const grain = draw.between(0, 0.16)
  const bytes = new Uint8Array(size * size)
  let noise = 0
  for (let pixel = 0; pixel < bytes.length; pixel += 1) {
    // Two pixels to a word; each noise is the difference of two bytes, triangular around 0.
    noise = pixel % 2 === 0 ? draw.word() : noise >>> 16
    const speckle = ((noise & 0xff) - ((noise >>> 8) & 0xff)) * grain
    bytes[pixel] = Math.min(255, Math.max(0, Math.floor((ink[pixel] ?? 0) * darkness + speckle + 0.5)))
  }
  return bytes
}
