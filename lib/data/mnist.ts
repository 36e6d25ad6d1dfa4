import { either as E, function as F, taskEither as TE } from 'fp-ts'
import { type Dataset, type DatasetParts, dataset } from './dataset.js'
import { givenFile, type NamedBytes } from './fileError.js'
import { type IdxArray, type IdxError, idxError } from './idx.js'
import { idxIn } from './idxGzip.js'
import { type Normalization, normalizationChoice } from './normalization.js'
import { optional } from '../shape/kind.js'
import { checkedOptions } from '../shape/options.js'
import type { DatasetError } from './samples.js'

/** The shape of one image, as the compiler knows it. */
export type MnistShape = [28, 28, 1]

/**
 * A data set in MNIST's layout (Fashion-MNIST has it too) from the bytes of its two files, plain or compressed with gzip.
 *
 * images  IDX [count, 28, 28]: train-images-idx3-ubyte or t10k-images-idx3-ubyte
 * labels  IDX [count], each below 10: train-labels-idx1-ubyte or t10k-labels-idx1-ubyte
 *
 * Without a normalization the images' own is measured; for MNIST's training images mean 0.1307 and deviation 0.3081.
 * `Left` for what `decodeIdxFile` refuses, other sizes, other labels, and unequal counts.
 *
 * @see LeCun, Cortes and Burges, "The MNIST database of handwritten digits"
 * @example
 * const images = { name: 'images', bytes: new Uint8Array(4) }
 * const labels = { name: 'labels', bytes: new Uint8Array(4) }
 * F.pipe(await mnistDataset(images, labels)(), E.mapLeft(errorMessage))
 * // => E.left('images: element type: expected 8 (unsigned byte), found 0 (unknown)')
 */
export const mnistDataset = (
  images: NamedBytes,
  labels: NamedBytes,
  given: { readonly normalization?: Normalization | 'none' | undefined } = {},
): TE.TaskEither<IdxError | DatasetError, Dataset<MnistShape>> => {
  const options = checkedOptions('mnistDataset', { normalization: optional(normalizationChoice) }, given)
  return F.pipe(
    TE.Do,
    TE.apS('pixels', idxIn(givenFile('mnistDataset', images))),
    TE.apS('classes', idxIn(givenFile('mnistDataset', labels))),
    TE.flatMapEither(({ pixels, classes }) =>
      F.pipe(
        agreement(images.name, pixels, labels.name, classes),
        E.flatMap((parts): E.Either<IdxError | DatasetError, Dataset<MnistShape>> => dataset({ ...parts, ...options })),
      ),
    ),
  )
}

const agreement = (
  imagesName: string,
  images: IdxArray,
  labelsName: string,
  labels: IdxArray,
): E.Either<IdxError, DatasetParts<MnistShape>> => {
  const fail = (name: string, field: IdxError['field'], expected: string, found: string) => E.left(idxError(name, field, expected, found))
  const [count, height, width] = images.shape
  if (images.shape.length !== 3) return fail(imagesName, 'rank', '3: count, height, width', `${images.shape.length}`)
  if (height !== 28 || width !== 28) return fail(imagesName, 'size', 'images of 28 x 28', `${height} x ${width}`)
  if (labels.shape.length !== 1) return fail(labelsName, 'rank', '1: count', `${labels.shape.length}`)
  if (labels.shape[0] !== count) return fail(labelsName, 'count', `${count} labels, as ${imagesName} has images`, `${labels.shape[0]}`)
  const bad = labels.values.findIndex((label) => label > 9)
  if (bad >= 0) return fail(labelsName, 'labels', 'labels from 0 to 9', `${labels.values[bad]} at sample ${bad}`)
  return E.right({ shape: [28, 28, 1], classes: 10, values: images.values, labels: labels.values })
}
