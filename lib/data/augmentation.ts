/**
 * Random changes to training samples: the padded crop and the mirror image that every CIFAR result of the pruning papers was trained with.
 *
 * Laws (test/data/augmentation.test.ts): a crop of padding 0 is the identity; a mirror image of a mirror image is the image; every pixel
 * is one of the image's or the fill; every offset is as likely as another.
 *
 * @see Lee et al. 2015, "Deeply-supervised nets", and He et al. 2016, "Deep residual learning for image recognition", section 4.2
 */
import { isMap } from '../layer/definition.js'
import { bernoulli, integers } from '../random/distributions.js'
import { type Key, split } from '../random/key.js'
import type { FieldProblem } from '../shape/fieldProblem.js'
import { type Kind, oneOf, optional, record, trueOrFalse } from '../shape/kind.js'
import { horizontal, numbersPerAxis, pairOf, type PerAxis, vertical } from '../shape/perAxis.js'
import { type MapShape, type Shape, showShape } from '../shape/shape.js'
import { cellsOf, mayBeUnlabeled, type Target } from './target.js'

/**
 * What may happen to a sample, as data. A sample of shape [height, width, channels] is cropped first, then mirrored.
 *
 * @example
 * const augmentation: Augmentation = { crop: { padding: 4 }, flip: true } // the papers', for CIFAR
 */
export interface Augmentation {
  readonly crop?: PaddedCrop | undefined
  /** mirror left and right, with probability ½; default false. Samples of width 1, as signals are, have no left and right */
  readonly flip?: boolean | undefined
}

/** A part of the sample's own size, out of the sample with a border around it. All offsets are equally likely. */
export interface PaddedCrop {
  /**
   * cells on each side, less than the sample's height and width: for both axes, or [vertical, horizontal]. [8, 0] shifts signals, [length, 1, channels],
   * in time
   */
  readonly padding: PerAxis
  /**
   * what the border holds. 'black' (default): a stored 0, as where padding comes before normalization (torchvision, and with it the code
   * of "Rethinking the value of network pruning"). 'mean': the channel's mean, 0 once normalized, as where padding comes after it (the
   * Torch code of both pruning papers).
   */
  readonly fill?: 'black' | 'mean' | undefined
}

/** What an augmentation holds. */
export const augmentationKind: Kind<Augmentation> = record<Augmentation>({
  crop: optional(record<PaddedCrop>({ padding: numbersPerAxis, fill: optional(oneOf('black', 'mean')) })),
  flip: optional(trueOrFalse),
})

/** An augmentation, and the key its draws come from: sample i's from `foldIn(key, i)`. */
export interface Augment {
  readonly augmentation: Augmentation
  readonly key: Key
}

/** What the draw for one sample decided: where in the unpadded sample the crop begins, and whether it is mirrored. */
export interface Placement {
  /** from -padding to padding */
  readonly top: number
  readonly left: number
  readonly mirrored: boolean
}

/**
 * One sample's placement, drawn from a key of its own.
 *
 * @example
 * drawPlacement({ crop: { padding: 0 } }, key(0)) // => { top: 0, left: 0, mirrored: false }
 */
export const drawPlacement = ({ crop, flip }: Augmentation, key: Key): Placement => {
  const [forCrop, forFlip] = split(key, 2)
  const [high, wide] = pairOf(crop?.padding ?? 0)
  const [down = 0, right = 0] = integers(forCrop, 2, [2 * high + 1, 2 * wide + 1])
  return { top: down - high, left: right - wide, mirrored: flip === true && bernoulli(forFlip, 1, 0.5)[0] === 1 }
}

/**
 * The sample as placed: out[y, x] = image[y + top, (mirrored ? width - 1 - x : x) + left], and the fill where there is no such pixel.
 *
 * image  [height, width, channels]
 * fill   [channels]
 *
 * @example
 * const image = Float32Array.of(1, 2, 3) // one row
 * placed(image, [1, 3, 1], { top: 0, left: 1, mirrored: false }, [0]) // => Float32Array [2, 3, 0]
 * placed(image, [1, 3, 1], { top: 0, left: 1, mirrored: true }, [0]) // => Float32Array [0, 3, 2]
 */
export const placed = <Numbers extends Float32Array | Uint16Array>(
  image: Numbers,
  [height, width, channels]: MapShape,
  { top, left, mirrored }: Placement,
  fill: ArrayLike<number>,
): Numbers => {
  const out = image.slice() as Numbers // of the same kind; every number is written
  for (let y = 0; y < height; y += 1) {
    const inHeight = y + top >= 0 && y + top < height
    for (let x = 0; x < width; x += 1) {
      const column = (mirrored ? width - 1 - x : x) + left
      const inside = inHeight && column >= 0 && column < width
      const from = ((y + top) * width + column) * channels
      const to = (y * width + x) * channels
      for (let channel = 0; channel < channels; channel += 1) out[to + channel] = (inside ? image[from + channel] : fill[channel]) ?? 0
    }
  }
  return out
}

/**
 * What is wrong with an augmentation for samples of this shape, and for what their cells are to be answered by, labels, classes or numbers, which moves with them; undefined when nothing is. Beyond
 * the border a label is not, and where cells may have no class, there is none; of other classes, and of numbers, nothing is known there: these are mirrored and not cropped.
 *
 * @example
 * augmentationProblem({ crop: { padding: 32 } }, [32, 32, 3])
 * // => { field: 'augmentation.crop.padding', expected: 'a whole number from 0 to 31', found: 32 }
 */
export const augmentationProblem = ({ crop, flip }: Augmentation, shape: Shape, target?: Target): FieldProblem | undefined => {
  if (!isMap(shape)) return { field: 'augmentation', expected: 'samples that are maps [height,width,channels]', found: showShape(shape) }
  const cells = target && cellsOf(target)
  if (cells !== undefined && (cells[0] !== shape[0] || cells[1] !== shape[1]))
    return {
      field: 'augmentation',
      expected: `${target?._tag === 'vectors' ? 'maps of numbers' : 'masks'} as large as the samples, [${shape[0]},${shape[1]}]`,
      found: showShape(cells.slice(0, 2)),
    }
  if (flip === true && shape[1] === 1)
    return { field: 'augmentation.flip', expected: 'samples of width 2 or more, which have a left and a right', found: showShape(shape) }
  if (crop === undefined) return undefined
  const { padding } = crop
  const field = 'augmentation.crop.padding'
  const expected = paddingExpected(padding, shape)
  const found = typeof padding === 'number' ? padding : showShape(padding)
  if (expected !== undefined) return { field, expected, found }
  if (target === undefined || cells === undefined || isNone(padding)) return undefined
  if (target._tag === 'severalLabels' || mayBeUnlabeled(target)) return undefined
  const [learned, wayOut] =
    target._tag === 'vectors' ? ['numbers', ''] : ['a class', ': by cellClasses(..., { unlabeled: 255 }), say, these are of no class']
  return {
    field,
    expected: `0 where every cell has ${learned} to learn, which cells beyond the border have not${wayOut}`,
    found,
  }
}

/** What the padding for samples of this shape is, where it is not that. */
const paddingExpected = (padding: PerAxis, [height, width]: MapShape): string | undefined => {
  const isWithin = (given: number, side: number): boolean => Number.isInteger(given) && given >= 0 && given < side
  if (isWithin(vertical(padding), height) && isWithin(horizontal(padding), width)) return undefined
  return typeof padding === 'number'
    ? `a whole number from 0 to ${Math.min(height, width) - 1}${height === width ? '' : `, or [vertical, horizontal] up to [${height - 1},${width - 1}]`}`
    : `whole numbers [vertical, horizontal] from [0,0] to [${height - 1},${width - 1}]`
}

const isNone = (padding: PerAxis): boolean => pairOf(padding).every((cells) => cells === 0)

/** A padding as a fit's record has it: the same for the same on both axes, however it was said. */
export const recordedPadding = (padding: PerAxis): number | string =>
  vertical(padding) === horizontal(padding) ? vertical(padding) : showShape(pairOf(padding))
