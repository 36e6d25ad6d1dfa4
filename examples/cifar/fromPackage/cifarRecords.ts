/** Records of CIFAR-10's binary version out of a picture and labels: a byte for the label, then the red, the green and the blue plane. */
import { either as E, function as F } from 'fp-ts'
import { decode } from 'fast-png'
import { fileError, type JobError, systemProblem } from '../../main/jobError.js'

const cells = 32 * 32
const channels = 3
const recordBytes = 1 + channels * cells

interface NamedBytes {
  readonly name: string
  readonly bytes: Uint8Array
}

/** One record for each label; a `Left` where the picture is damaged or of another size or kind. */
export const cifarRecords = ({ name, bytes }: NamedBytes, labels: readonly number[]): E.Either<JobError, Uint8Array> => {
  const expected = `a PNG of ${cells} x ${labels.length} cells, ${channels} channels of 8 bits`
  return F.pipe(
    sizeOf(bytes),
    E.fromNullable(fileError(name, expected, 'no PNG')),
    E.filterOrElse(
      ({ width, height }) => width === cells && height === labels.length,
      ({ width, height }) => fileError(name, expected, `one of ${width} x ${height}`),
    ),
    E.flatMap(() =>
      E.tryCatch(
        () => decode(bytes, { checkCrc: true }),
        (thrown) => fileError(name, expected, `a damaged one (${systemProblem(thrown)})`),
      ),
    ),
    E.filterOrElse(
      (picture) => picture.channels === channels && picture.depth === 8 && picture.palette === undefined,
      (picture) => fileError(name, expected, `one of ${picture.channels} channels of ${picture.depth} bits`),
    ),
    E.map(({ data }) => recordsOf(data, labels)),
  )
}

/** What the head of a PNG says, before anything is unpacked. */
const sizeOf = (bytes: Uint8Array): { readonly width: number; readonly height: number } | undefined => {
  if (bytes.length < 24 || String.fromCharCode(...bytes.subarray(1, 4)) !== 'PNG') return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  return { width: view.getUint32(16), height: view.getUint32(20) }
}

const recordsOf = (data: ArrayLike<number>, labels: readonly number[]): Uint8Array => {
  const records = new Uint8Array(labels.length * recordBytes)
  labels.forEach((label, image) => {
    const start = image * recordBytes
    records[start] = label
    for (let channel = 0; channel < channels; channel += 1)
      for (let cell = 0; cell < cells; cell += 1)
        records[start + 1 + channel * cells + cell] = data[(image * cells + cell) * channels + channel] ?? 0
  })
  return records
}
