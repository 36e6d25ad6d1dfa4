/**
 * Safetensors, the file format of PyTorch checkpoints that holds arrays and nothing that runs: 8 bytes with the header's length
 * (little-endian), the header (JSON, padded with spaces), then every tensor's data, one after the other without a gap.
 *
 * Law (test/checkpoint/safetensors.test.ts): decoding what was encoded gives it back, metadata included.
 *
 * @see the format's description, https://github.com/huggingface/safetensors, "Format"
 */
import { either as E, function as F } from 'fp-ts'
import { invariant } from '../shape/invariant.js'
import { aByteArray, aMap, anObject, aString } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import { elementCount, type Shape, showShape } from '../shape/shape.js'
import { givenTensor, type Tensor } from '../shape/tensor.js'
import { misfitMessage } from './checked.js'
import { dtypes, type StoredTensor } from './dtype.js'
import {
  lengthBytes,
  longestHeader,
  metadataKey,
  readSafetensorsHeader,
  type SafetensorsError,
  safetensorsError,
  type TensorEntry,
} from './safetensorsHeader.js'

/** What a file holds: tensors by name, in the order of their data, and strings about them. */
export interface Safetensors {
  readonly tensors: ReadonlyMap<string, StoredTensor>
  readonly metadata: Readonly<Record<string, string>>
}

/**
 * The tensors and metadata of a safetensors file. Their arrays are copies: the bytes may be changed or dropped afterwards.
 *
 * `Left` for anything that the format forbids, with the field that is wrong: a header that is too long, is no JSON in UTF-8, or has a key
 * twice; an unknown element type; a size or offset that is not a whole number; data that is not where and as long as shape and type say, that
 * overlaps, or leaves a gap; bytes after the last tensor; a boolean other than 0 and 1. What it allocates is in proportion to the file.
 *
 * @example
 * const file = encodeSafetensors(new Map([['weight', { shape: [2], values: Float32Array.of(1, 2) }]]))
 * F.pipe(decodeSafetensors(file), E.map(({ tensors }) => tensors.get('weight')))
 * // => E.right({ dtype: 'F32', shape: [2], values: Float32Array.of(1, 2) })
 */
export const decodeSafetensors = (bytes: Uint8Array): E.Either<SafetensorsError, Safetensors> => tensorsIn('decodeSafetensors', bytes)

/** As above; `caller` names the public function in errors. */
export const tensorsIn = (caller: string, bytes: Uint8Array): E.Either<SafetensorsError, Safetensors> =>
  F.pipe(
    readSafetensorsHeader(checkedArgument(caller, 'bytes', aByteArray, bytes)),
    E.flatMap(({ metadata, entries, dataStart }) =>
      F.pipe(
        inOrder(entries, bytes.length - dataStart),
        E.flatMap(E.traverseArray((entry) => tensorOf(entry, bytes.subarray(dataStart)))),
        E.map((tensors) => ({ metadata, tensors: new Map(tensors) })),
      ),
    ),
  )

/** The entries in the order of their data, which they must cover exactly. */
const inOrder = (entries: readonly TensorEntry[], dataBytes: number): E.Either<SafetensorsError, readonly TensorEntry[]> => {
  const ordered = entries.toSorted((a, b) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1])
  let covered = 0
  for (const { name, dtype, shape, data_offsets } of ordered) {
    const size = elementCount(shape) * dtypes[dtype].bytes
    if (data_offsets[0] !== covered || data_offsets[1] !== covered + size)
      return E.left(
        safetensorsError(
          `${name}.data_offsets`,
          `[${covered},${covered + size}] for ${dtype} ${showShape(shape)}`,
          showShape(data_offsets),
        ),
      )
    covered += size
  }
  return covered === dataBytes
    ? E.right(ordered)
    : E.left(safetensorsError('length', `${covered} bytes of data, as the header says`, `${dataBytes} bytes`))
}

const tensorOf = (
  { name, dtype, shape, data_offsets: [start, end] }: TensorEntry,
  data: Uint8Array,
): E.Either<SafetensorsError, readonly [name: string, tensor: StoredTensor]> => {
  const values = dtypes[dtype].read(new Uint8Array(data.subarray(start, end)).buffer)
  const odd = dtype === 'BOOL' && values instanceof Uint8Array ? values.find((value) => value > 1) : undefined
  return odd === undefined
    ? // the table of `dtypes` pairs each element type with its array, which the compiler loses over a union
      E.right([name, { dtype, shape, values } as StoredTensor])
    : E.left(safetensorsError(name, 'booleans 0 and 1', `${odd}`))
}

/**
 * Float32 tensors and strings as a safetensors file. Data begins on an 8-byte boundary; tensors keep their order.
 *
 * A tensor whose values are not as many as its shape says is a mistake in the program and throws, and so are the name `__metadata__` and
 * names and metadata of more than 100 MB, which no reader takes.
 *
 * @example
 * const file = encodeSafetensors(new Map([['weight', { shape: [2], values: Float32Array.of(1, 2) }]]), { epoch: '3' })
 * file.length % 8 // => 0
 */
export const encodeSafetensors = (
  tensors: ReadonlyMap<string, Tensor<Shape>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> => {
  for (const [name, text] of Object.entries(checkedArgument('encodeSafetensors', 'metadata', anObject<typeof metadata>(), metadata)))
    checkedArgument('encodeSafetensors', `metadata ${name}`, aString, text)
  const members = Object.keys(metadata).length === 0 ? [] : [member(metadataKey, metadata)]
  let dataBytes = 0
  for (const [name, tensor] of checkedArgument('encodeSafetensors', 'tensors', aMap, tensors)) {
    if (name === metadataKey) invariant(`encodeSafetensors: no tensor can be called ${metadataKey}`)
    // 1 and '1' are two names of a Map, and one of a file
    checkedArgument('encodeSafetensors', "a tensor's name", aString, name)
    const { shape, values } = givenTensor('encodeSafetensors', name, tensor)
    members.push(member(name, { dtype: 'F32', shape: [...shape], data_offsets: [dataBytes, dataBytes + values.byteLength] }))
    dataBytes += values.byteLength
  }
  const header = new TextEncoder().encode(`{${members.join(',')}}`)
  const headerBytes = Math.ceil(header.length / 8) * 8
  if (headerBytes > longestHeader) invariant(`encodeSafetensors: a header of ${headerBytes} bytes is longer than ${longestHeader}`)

  const file = new Uint8Array(lengthBytes + headerBytes + dataBytes)
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true)
  file.fill(0x20, lengthBytes, lengthBytes + headerBytes)
  file.set(header, lengthBytes)
  let offset = lengthBytes + headerBytes
  for (const { values } of tensors.values()) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset)
    offset += values.byteLength
  }
  return file
}

// Written by hand, since an object would put names like "10" first.
const member = (name: string, value: unknown): string => `${JSON.stringify(name)}:${JSON.stringify(value)}`

/**
 * The error as one sentence.
 *
 * @example
 * safetensorsMessage({ _tag: 'SafetensorsError', field: 'weight.dtype', expected: '"F32"', found: '"F31"' })
 * // => 'safetensors: weight.dtype: expected "F32", found "F31"'
 */
export const safetensorsMessage = (error: SafetensorsError): string => `safetensors: ${misfitMessage(error)}`
