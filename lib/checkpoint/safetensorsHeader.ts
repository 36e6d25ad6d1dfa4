/** The header of a safetensors file: JSON that says, for each tensor, its element type, its shape and where its data lies. */
import { either as E, function as F } from 'fp-ts'
import * as t from 'io-ts'
import { checked, codecOf, type Misfit, misfit } from './checked.js'
import { type Dtype, dtypes } from './dtype.js'
import { strictJson } from './strictJson.js'

/** Why a file was refused: the field, what was expected there and what was found. */
export interface SafetensorsError extends Misfit {
  readonly _tag: 'SafetensorsError'
}

/** The error as a value; for the modules of this folder. */
export const safetensorsError = (field: string, expected: string, found: string): SafetensorsError =>
  asError(misfit(field, expected, found))

const asError = (found: Misfit): SafetensorsError => ({ _tag: 'SafetensorsError', ...found })

/** Where metadata stands among the tensors' names. */
export const metadataKey = '__metadata__'

/** The longest header that the format's own library reads, in bytes. */
export const longestHeader = 100_000_000

/** Bytes that say how long the header is. */
export const lengthBytes = 8

/** One tensor's entry. */
export interface TensorEntry {
  readonly name: string
  readonly dtype: Dtype
  readonly shape: readonly number[]
  /** bytes of data, counted from the header's end: from the first to but without the second */
  readonly data_offsets: readonly [number, number]
}

/** What the header says. */
export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, string>>
  readonly entries: readonly TensorEntry[]
  /** where the data begins, in bytes from the file's start */
  readonly dataStart: number
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
const count = codecOf('a whole number, 0 or more', isCount)
// not `t.tuple`, which drops what is too much
const offsets = codecOf(
  'two whole numbers, 0 or more',
  (value): value is readonly [number, number] => Array.isArray(value) && value.length === 2 && value.every(isCount),
)
const entryCodec = t.type({ dtype: t.keyof(dtypes), shape: t.readonlyArray(count, 'sizes'), data_offsets: offsets }, 'a tensor')
const metadataCodec = t.record(t.string, t.string, 'an object of strings')

/** The header of these bytes. Nothing is made larger than they are. */
export const readSafetensorsHeader = (bytes: Uint8Array): E.Either<SafetensorsError, SafetensorsHeader> => {
  if (bytes.length < lengthBytes) return E.left(safetensorsError('length', 'at least 8 bytes', `${bytes.length} bytes`))
  const length = new DataView(bytes.buffer, bytes.byteOffset, lengthBytes).getBigUint64(0, true)
  const rest = bytes.length - lengthBytes
  if (length > longestHeader)
    return E.left(safetensorsError('header length', `at most ${longestHeader} bytes`, `${length} bytes: it may be another kind of file`))
  if (length > rest) return E.left(safetensorsError('header length', `at most ${rest} bytes, the rest of the file`, `${length} bytes`))
  const dataStart = lengthBytes + Number(length)
  return F.pipe(
    headerText(bytes.subarray(lengthBytes, dataStart)),
    E.flatMap(strictJson),
    E.mapLeft((found) => safetensorsError('header', 'a JSON object in UTF-8', found)),
    E.flatMap((json) => headerOf(json as object)), // a text that begins with { and is JSON is an object
    E.map((header) => ({ ...header, dataStart })),
  )
}

const headerText = (bytes: Uint8Array): E.Either<string, string> =>
  bytes[0] !== 0x7b
    ? E.left(bytes.length === 0 ? 'nothing' : `the first byte ${bytes[0]}`)
    : E.tryCatch(
        () => new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(bytes)), // a copy: shared memory is not decoded
        () => 'bytes that are not UTF-8',
      )

const headerOf = (json: object): E.Either<SafetensorsError, Omit<SafetensorsHeader, 'dataStart'>> => {
  const { [metadataKey]: metadata, ...tensors } = json as Readonly<Record<string, unknown>>
  return F.pipe(
    E.Do,
    E.apS('metadata', checked(metadataCodec, metadataKey, metadata ?? {})),
    E.bind('entries', () =>
      F.pipe(
        Object.entries(tensors),
        E.traverseArray(([name, entry]) =>
          F.pipe(
            checked(entryCodec, name, entry),
            // behind what the file says, which may have a "name" too
            E.map((known) => ({ ...known, name })),
          ),
        ),
      ),
    ),
    E.mapLeft(asError),
  )
}
