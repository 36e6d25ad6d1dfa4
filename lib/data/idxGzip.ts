import { either as E, function as F, taskEither as TE } from 'fp-ts'
import { givenFile, type NamedBytes } from './fileError.js'
import { decodeIdx, type IdxArray, type IdxError, idxError, idxHeaderSize, readIdxHeader } from './idx.js'
import { optional, wholeNumber } from '../shape/kind.js'
import { checkedOptions } from '../shape/options.js'

/** How much a compressed file may grow to, whatever it declares: 1 GiB, about twenty times MNIST. */
export const defaultMaximumBytes = 2 ** 30

/** Whether bytes begin as gzip does, which no IDX file can. */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/**
 * An IDX file as it is distributed: compressed with gzip, in one member or several, or plain. Told apart by the first bytes, not by the name.
 *
 * `Left` as `decodeIdx`, and for damaged or truncated gzip, for a checksum that does not fit, and for more output than the IDX header
 * declares, than gzip's trailer declares, or than `maximumBytes`. Decompression stops at the first byte too many.
 *
 * Limit: bytes after the end of the compressed data are refused by browsers, but by Node only if their end does not repeat gzip's
 * trailer. The array is the right one in either case.
 *
 * @example
 * const bytes = new Uint8Array([0, 0, 8, 1, 0, 0, 0, 2, 7, 9])
 * await decodeIdxFile({ name: 'labels', bytes })() // => E.right({ shape: [2], values: new Uint8Array([7, 9]) })
 */
export const decodeIdxFile = (
  file: NamedBytes,
  options: { readonly maximumBytes?: number | undefined } = {},
): TE.TaskEither<IdxError, IdxArray> => {
  const { maximumBytes } = checkedOptions('decodeIdxFile', { maximumBytes: optional(wholeNumber(1)) }, options)
  return idxIn(givenFile('decodeIdxFile', file), maximumBytes)
}

/** The same of a file that was looked at. */
export const idxIn = ({ name, bytes }: NamedBytes, maximumBytes?: number): TE.TaskEither<IdxError, IdxArray> =>
  F.pipe(
    isGzip(bytes) ? () => gunzip(name, bytes, maximumBytes) : TE.right(bytes),
    TE.flatMapEither((plain) => decodeIdx(name, plain)),
  )

// No deflate stream yields more than 1032 bytes for one: what declares more is refused before it is touched.
const largestRatio = 1032

// 10 bytes of header, at least 2 of data, 4 of checksum, 4 of length.
const smallestMember = 20

/** Bytes that only look like the beginning of a member cost a decompression of everything before them; after so many no more are tried. */
const mostMisses = 16

/** Files compressed block by block have one member for 64 KiB. */
const mostMembers = 2 ** 12

/** What the members so far gave. */
interface Inflated {
  readonly parts: readonly Uint8Array[]
  readonly size: number
}

/**
 * All members of a gzip file, one behind the other. Where one ends only its decompression tells, and a stream of a browser takes no byte
 * more than that; so it is tried at each place where another seems to begin.
 */
const gunzip = async (
  name: string,
  file: Uint8Array,
  maximumBytes: number = defaultMaximumBytes,
): Promise<E.Either<IdxError, Uint8Array>> => {
  let soFar: Inflated = { parts: [], size: 0 }
  let misses = 0
  let members = 0
  for (let start = 0; start < file.length; ) {
    if (members === mostMembers) return E.left(idxError(name, 'gzip', `at most ${mostMembers} members`, 'more'))
    members += 1
    for (const end of possibleEnds(file, start)) {
      const last = end === file.length
      if (misses === mostMisses && !last) continue
      const member = await inflated(name, file.subarray(start, end), soFar, { maximumBytes, last })()
      if (E.isLeft(member)) {
        misses += 1
        if (last) return member
        continue
      }
      soFar = member.right
      start = end
      break
    }
  }
  return E.right(joined(soFar.parts, soFar.size))
}

/** Where the member that starts here may end: in front of what begins as a member does, or with the file. */
function* possibleEnds(file: Uint8Array, start: number): Generator<number, void, undefined> {
  for (let at = file.indexOf(0x1f, start + smallestMember); at >= 0; at = file.indexOf(0x1f, at + 1))
    // the magic number, deflate, no reserved flag
    if (file[at + 1] === 0x8b && file[at + 2] === 8 && (file[at + 3] ?? 0xff) < 0x20) yield at
  yield file.length
}

/** One member behind those before it. Stops at the first byte that it, or the IDX header, did not declare. */
const inflated = (...given: Parameters<typeof inflate>): TE.TaskEither<IdxError, Inflated> =>
  // The promise rejects where the stream does; what it rejects with differs between engines, but its message is worth passing on.
  F.pipe(
    TE.tryCatch(
      () => inflate(...given),
      (reason) => idxError(given[0], 'gzip', 'intact compressed data', reason instanceof Error ? reason.message : String(reason)),
    ),
    TE.flatMapEither((result) => result),
  )

const inflate = async (
  name: string,
  compressed: Uint8Array,
  before: Inflated,
  { maximumBytes, last }: { readonly maximumBytes: number; readonly last: boolean },
): Promise<E.Either<IdxError, Inflated>> => {
  const fail = (expected: string, found: string): E.Either<IdxError, never> => E.left(idxError(name, 'gzip', expected, found))
  if (compressed.length < smallestMember) return fail(`at least ${smallestMember} bytes`, `${compressed.length}`)
  const trailer = new DataView(compressed.buffer, compressed.byteOffset + compressed.length - 4, 4)
  const declared = trailer.getUint32(0, true)
  const whole = before.size + declared
  if (declared > compressed.length * largestRatio)
    return fail(`at most ${compressed.length * largestRatio} bytes from ${compressed.length}`, `${declared} declared by the trailer`)
  if (whole > maximumBytes) return fail(`at most ${maximumBytes} bytes`, `${whole} declared by the trailer`)

  const reader = chunksOf(compressed).pipeThrough(new DecompressionStream('gzip')).getReader()
  const refuse = async (refusal: E.Either<IdxError, never>): Promise<E.Either<IdxError, never>> => {
    // The reason for stopping is known; that the abandoned stream then complains is not news.
    await reader.cancel().catch(() => undefined)
    return refusal
  }
  const parts = [...before.parts]
  let size = before.size
  let headerRead = false
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value)
    size += next.value.length
    if (size > whole) return refuse(fail(`${declared} bytes, as the trailer declares`, 'more'))
    if (headerRead) continue
    const start = joined(parts, Math.min(size, 1024))
    if (start.length < idxHeaderSize(start)) continue
    const header = readIdxHeader(name, start)
    if (E.isLeft(header)) return refuse(header)
    const { fileSize } = header.right
    if (last ? fileSize !== whole : fileSize < whole)
      return refuse(E.left(idxError(name, 'length', `${fileSize} bytes, as the header declares`, `${whole} in gzip’s trailer`)))
    headerRead = true
  }
  return size === whole ? E.right({ parts, size }) : fail(`${declared} bytes, as the trailer declares`, `${size - before.size}`)
}

// In pieces, so that a decompressor that empties each piece at once (Chromium's) makes at most 64 MiB before it can be stopped.
const chunkSize = 2 ** 16

const chunksOf = (bytes: Uint8Array): ReadableStream<Uint8Array<ArrayBuffer>> => {
  let offset = 0
  return new ReadableStream({
    pull: (controller) => {
      // `slice` copies: the stream may not be given shared memory.
      if (offset < bytes.length)
        controller.enqueue(Uint8Array.prototype.slice.call(bytes, offset, offset + chunkSize) as Uint8Array<ArrayBuffer>)
      else controller.close()
      offset += chunkSize
    },
  })
}

/** The first `size` bytes of the parts, in one array. */
const joined = (parts: readonly Uint8Array[], size: number): Uint8Array => {
  const whole = new Uint8Array(size)
  let offset = 0
  for (const part of parts) {
    if (offset >= size) break
    whole.set(part.subarray(0, size - offset), offset)
    offset += part.length
  }
  return whole
}
