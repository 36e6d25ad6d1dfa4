import { either as E, taskEither as TE } from 'fp-ts'
import type { NamedBytes } from './fileError.js'
import { decodeIdx, type IdxArray, type IdxError, idxError, idxHeaderSize, readIdxHeader } from './idx.js'

/** How much a compressed file may grow to, whatever it declares: 1 GiB, about twenty times MNIST. */
export const defaultMaximumBytes = 2 ** 30

/** Whether bytes begin as gzip does, which no IDX file can. */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/**
 * An IDX file as it is distributed: compressed with gzip, or plain. Told apart by the first bytes, not by the name.
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
 * @since 0.1.0
 */
export const decodeIdxFile = (
  { name, bytes }: NamedBytes,
  options: { readonly maximumBytes?: number } = {},
): TE.TaskEither<IdxError, IdxArray> =>
  isGzip(bytes)
    ? // The promise rejects where the stream does; what it rejects with differs between engines, but its message is worth passing on.
      TE.flatten(
        TE.tryCatch(
          async () =>
            TE.fromEither(E.flatMap((plain: Uint8Array) => decodeIdx(name, plain))(await gunzip(name, bytes, options.maximumBytes))),
          (reason) => idxError(name, 'gzip', 'intact compressed data', reason instanceof Error ? reason.message : String(reason)),
        ),
      )
    : TE.fromEither(decodeIdx(name, bytes))

// No deflate stream yields more than 1032 bytes for one: what declares more is refused before it is touched.
const largestRatio = 1032

const gunzip = async (
  name: string,
  compressed: Uint8Array,
  maximumBytes: number = defaultMaximumBytes,
): Promise<E.Either<IdxError, Uint8Array>> => {
  const fail = (expected: string, found: string): E.Either<IdxError, never> => E.left(idxError(name, 'gzip', expected, found))
  // 10 bytes of header, at least 2 of data, 4 of checksum, 4 of length.
  if (compressed.length < 20) return fail('at least 20 bytes', `${compressed.length}`)
  const trailer = new DataView(compressed.buffer, compressed.byteOffset + compressed.length - 4, 4)
  const declared = trailer.getUint32(0, true)
  if (declared > compressed.length * largestRatio)
    return fail(`at most ${compressed.length * largestRatio} bytes from ${compressed.length}`, `${declared} declared by the trailer`)
  if (declared > maximumBytes) return fail(`at most ${maximumBytes} bytes`, `${declared} declared by the trailer`)

  const reader = chunksOf(compressed).pipeThrough(new DecompressionStream('gzip')).getReader()
  const refuse = async (refusal: E.Either<IdxError, never>): Promise<E.Either<IdxError, never>> => {
    // The reason for stopping is known; that the abandoned stream then complains is not news.
    await reader.cancel().catch(() => undefined)
    return refusal
  }
  const parts: Uint8Array[] = []
  let received = 0
  let headerRead = false
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value)
    received += next.value.length
    if (received > declared) return refuse(fail(`${declared} bytes, as the trailer declares`, 'more'))
    if (headerRead) continue
    const start = joined(parts, Math.min(received, 1024))
    if (start.length < idxHeaderSize(start)) continue
    const header = readIdxHeader(name, start)
    if (E.isLeft(header)) return refuse(header)
    if (header.right.fileSize !== declared)
      return refuse(
        E.left(idxError(name, 'length', `${header.right.fileSize} bytes, as the header declares`, `${declared} in gzip’s trailer`)),
      )
    headerRead = true
  }
  return received === declared ? E.right(joined(parts, received)) : fail(`${declared} bytes, as the trailer declares`, `${received}`)
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
