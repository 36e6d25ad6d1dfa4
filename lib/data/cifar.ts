/*
 * CIFAR-10 and CIFAR-100, binary version: records without a header, each of its labels, a byte each, and 3072 bytes of pixels: the red,
 * the green and the blue plane, 32 rows of 32 in each.
 * @see Krizhevsky 2009, "Learning multiple layers of features from tiny images", and the data sets' page, "binary version"
 */
import { either as E } from 'fp-ts'
import { cifar100CoarseClasses, cifar100FineClasses, cifar10Classes } from './cifarClasses.js'
import { type Dataset, dataset } from './dataset.js'
import { aList, type Kinds, oneOf, optional } from '../shape/kind.js'
import { checkedArgument, checkedOptions } from '../shape/options.js'
import { type FileError, givenFile, type NamedBytes } from './fileError.js'
import { type Normalization, normalizationChoice } from './normalization.js'
import type { DatasetError } from './samples.js'

/** The shape of one image, as the compiler knows it. */
export type CifarShape = [32, 32, 3]

/** Why a CIFAR file was refused. */
export type CifarError = FileError<'CifarError', 'length' | LabelField>

type LabelField = 'label' | 'coarse label' | 'fine label'

/** A byte that stands before a record's pixels. */
interface LabelByte {
  readonly field: LabelField
  readonly classes: readonly string[]
}

const pixels = 32 * 32
const channels = 3
const imageSize = channels * pixels

/**
 * The normalization of both pruning papers' code, for CIFAR-10 and CIFAR-100 alike.
 *
 * These deviations are smaller than those of CIFAR-10's training pixels, which are 0.2470, 0.2435, 0.2616: they average the deviations
 * within each image. Everybody's results were made with them.
 */
export const cifarNormalization: Normalization = { mean: [0.4914, 0.4822, 0.4465], deviation: [0.2023, 0.1994, 0.201] }

/** How the pixels are seen. */
interface CifarOptions {
  /** default `cifarNormalization` */
  readonly normalization?: Normalization | 'none' | undefined
}

const cifarKinds: Kinds<CifarOptions> = { normalization: optional(normalizationChoice) }

/**
 * CIFAR-10 from the bytes of its files, joined in the given order: data_batch_1.bin to data_batch_5.bin, or test_batch.bin.
 *
 * `Left` for a length that is not one record of 3073 bytes or several, and for a label above 9.
 *
 * @example
 * const bytes = new Uint8Array(3073) // one black airplane
 * F.pipe(cifar10Dataset([{ name: 'test_batch.bin', bytes }]), E.map(({ labels }) => labels)) // => E.right(Uint16Array.of(0))
 */
export const cifar10Dataset = (
  files: readonly NamedBytes[],
  options: CifarOptions = {},
): E.Either<CifarError | DatasetError, Dataset<CifarShape>> =>
  joined('cifar10Dataset', files, [{ field: 'label', classes: cifar10Classes }], 0, options)

/**
 * CIFAR-100 from the bytes of train.bin or test.bin, with its 100 fine labels or the 20 coarse ones.
 *
 * `Left` for a length that is not one record of 3074 bytes or several, a coarse label above 19 and a fine one above 99.
 *
 * @example
 * const bytes = new Uint8Array(3074).fill(7, 1, 2)
 * F.pipe(cifar100Dataset([{ name: 'test.bin', bytes }]), E.map(({ labels }) => labels)) // => E.right(Uint16Array.of(7))
 */
export const cifar100Dataset = (
  files: readonly NamedBytes[],
  given: CifarOptions & { readonly labels?: 'fine' | 'coarse' | undefined } = {},
): E.Either<CifarError | DatasetError, Dataset<CifarShape>> => {
  const { labels = 'fine', ...options } = checkedOptions(
    'cifar100Dataset',
    { ...cifarKinds, labels: optional(oneOf('fine', 'coarse')) },
    given,
  )
  const labelBytes = [
    { field: 'coarse label', classes: cifar100CoarseClasses },
    { field: 'fine label', classes: cifar100FineClasses },
  ] as const
  return joined('cifar100Dataset', files, labelBytes, labels === 'coarse' ? 0 : 1, options)
}

/** All records of the files; the labels are those of label byte `taken`. */
const joined = (
  caller: string,
  files: readonly NamedBytes[],
  labelBytes: readonly LabelByte[],
  taken: number,
  options: CifarOptions,
): E.Either<CifarError | DatasetError, Dataset<CifarShape>> => {
  const { normalization = cifarNormalization } = checkedOptions(caller, cifarKinds, options)
  // a list from plain JavaScript may have holes
  for (const file of checkedArgument(caller, 'files', aList, files)) givenFile(caller, file as NamedBytes)
  const problem = files.flatMap((file) => fileProblem(file, labelBytes) ?? [])[0]
  if (problem !== undefined) return E.left(problem)
  const recordSize = labelBytes.length + imageSize
  const count = files.reduce((sum, { bytes }) => sum + bytes.length / recordSize, 0)
  const values = new Uint8Array(count * imageSize)
  const labels = new Uint8Array(count)
  let record = 0
  for (const { bytes } of files) {
    for (let start = 0; start < bytes.length; start += recordSize) {
      labels[record] = bytes[start + taken] ?? 0
      interleave(bytes, start + labelBytes.length, values, record * imageSize)
      record += 1
    }
  }
  return dataset({ shape: [32, 32, 3], classes: labelBytes[taken]?.classes ?? [], values, labels, normalization })
}

/** Three planes as one row of pixels, channels last. */
const interleave = (planes: Uint8Array, start: number, out: Uint8Array, offset: number): void => {
  for (let channel = 0; channel < channels; channel += 1)
    for (let pixel = 0; pixel < pixels; pixel += 1) out[offset + pixel * channels + channel] = planes[start + channel * pixels + pixel] ?? 0
}

const fileProblem = ({ name, bytes }: NamedBytes, labelBytes: readonly LabelByte[]): CifarError | undefined => {
  const fail = (field: CifarError['field'], expected: string, found: string): CifarError => ({
    _tag: 'CifarError',
    name,
    field,
    expected,
    found,
  })
  const recordSize = labelBytes.length + imageSize
  if (bytes.length === 0 || bytes.length % recordSize !== 0)
    return fail('length', `records of ${recordSize} bytes, at least one`, `${bytes.length} bytes`)
  for (let record = 0; record < bytes.length / recordSize; record += 1) {
    for (const [at, { field, classes }] of labelBytes.entries()) {
      const label = bytes[record * recordSize + at] ?? 0
      if (label >= classes.length) return fail(field, `0 to ${classes.length - 1}`, `${label} in record ${record}`)
    }
  }
  return undefined
}
