import { either as E } from 'fp-ts'
import { elementCount, showShape } from '../shape/shape.js'
import { type FileError, givenFile } from './fileError.js'

/*
 * IDX, the format of MNIST: 0, 0, element type, rank; rank sizes as big-endian 32-bit integers; then the elements, row-major.
 * @see LeCun, Cortes and Burges, "The MNIST database", "the IDX file format"
 */

/**
 * An array of bytes read from an IDX file.
 *
 * values  [...shape], row-major; may share memory with the bytes it was read from
 */
export interface IdxArray {
  readonly shape: readonly number[]
  readonly values: Uint8Array
}

/** Why an IDX file was refused. */
export type IdxError = FileError<'IdxError', 'magic' | 'element type' | 'rank' | 'size' | 'length' | 'gzip' | 'count' | 'labels'>

/** The error as a value; for the modules of this folder. */
export const idxError = (name: string, field: IdxError['field'], expected: string, found: string): IdxError => ({
  _tag: 'IdxError',
  name,
  field,
  expected,
  found,
})

/** What the first bytes declare: the array's shape, the header's own size and that of the whole file, in bytes. */
export interface IdxHeader {
  readonly shape: readonly number[]
  readonly headerSize: number
  readonly fileSize: number
}

const unsignedByte = 0x08

// The other types of the format, to name them in a message.
const elementTypes: Readonly<Record<number, string>> = {
  9: 'signed byte',
  11: '16-bit integer',
  12: '32-bit integer',
  13: 'float32',
  14: 'float64',
}

/** How many bytes the header has, as far as these first bytes tell; at most 1024. */
export const idxHeaderSize = (start: Uint8Array): number => 4 + 4 * (start[3] ?? 0)

/**
 * The header, read from bytes that hold at least it. Allocates nothing that the sizes in it could blow up.
 */
export const readIdxHeader = (name: string, start: Uint8Array): E.Either<IdxError, IdxHeader> => {
  const fail = (field: IdxError['field'], expected: string, found: string) => E.left(idxError(name, field, expected, found))
  const headerSize = idxHeaderSize(start)
  if (start.length < 4) return fail('length', 'at least 4 bytes of header', `${start.length} bytes`)
  const [first = 0, second = 0, elementType = 0, rank = 0] = start
  if (first !== 0 || second !== 0) return fail('magic', 'two zero bytes', `${first}, ${second}`)
  if (elementType !== unsignedByte)
    return fail('element type', `${unsignedByte} (unsigned byte)`, `${elementType} (${elementTypes[elementType] ?? 'unknown'})`)
  if (rank === 0) return fail('rank', 'at least 1', '0')
  if (start.length < headerSize) return fail('length', `${headerSize} bytes of header`, `${start.length} bytes`)
  const view = new DataView(start.buffer, start.byteOffset, headerSize)
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis))
  const empty = shape.indexOf(0)
  if (empty >= 0) return fail('size', `at least 1 along axis ${empty}`, '0')
  return E.right({ shape, headerSize, fileSize: headerSize + elementCount(shape) })
}

/**
 * An uncompressed IDX file of unsigned bytes. Its values are a view of the given bytes, not a copy.
 *
 * `Left` for another element type, rank 0, a size of 0, and bytes that are fewer or more than the header declares.
 *
 * @example
 * decodeIdx('labels', new Uint8Array([0, 0, 8, 1, 0, 0, 0, 2, 7, 9])) // => E.right({ shape: [2], values: new Uint8Array([7, 9]) })
 */
export const decodeIdx = (name: string, bytes: Uint8Array): E.Either<IdxError, IdxArray> => {
  givenFile('decodeIdx', { name, bytes })
  const header = readIdxHeader(name, bytes)
  if (E.isLeft(header)) return header
  const { shape, headerSize, fileSize } = header.right
  return bytes.length === fileSize
    ? // Not `subarray`: of a Node Buffer that would be a Buffer, whose methods differ.
      E.right({ shape, values: new Uint8Array(bytes.buffer, bytes.byteOffset + headerSize, fileSize - headerSize) })
    : E.left(idxError(name, 'length', `${fileSize} bytes for ${showShape(shape)}`, `${bytes.length} bytes`))
}
