import { readFileSync } from 'node:fs'

export interface StoredTensor {
  readonly shape: readonly number[]
  readonly values: Float32Array | Uint8Array | Int32Array
}

/** The tensors of a safetensors file: header length (8 bytes), JSON header, raw little-endian data. Trusts the file: a reader for fixtures. */
export const readSafetensors = (path: string): Readonly<Record<string, StoredTensor>> => {
  const file = readFileSync(path)
  const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength)
  const headerLength = Number(new DataView(bytes).getBigUint64(0, true))
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 8, headerLength))) as Record<
    string,
    { readonly dtype: string; readonly shape: readonly number[]; readonly data_offsets: readonly [number, number] }
  >
  const valuesOf = (dtype: string, data: ArrayBuffer): StoredTensor['values'] => {
    if (dtype === 'F32') return new Float32Array(data)
    if (dtype === 'U8') return new Uint8Array(data)
    if (dtype === 'I32') return new Int32Array(data)
    throw new Error(`${path}: no reader for ${dtype}`)
  }
  return Object.fromEntries(
    Object.entries(header)
      .filter(([name]) => name !== '__metadata__')
      .map(
        ([
          name,
          {
            dtype,
            shape,
            data_offsets: [start, end],
          },
        ]) => {
          const data = bytes.slice(8 + headerLength + start, 8 + headerLength + end)
          return [name, { shape, values: valuesOf(dtype, data) }]
        },
      ),
  )
}

/** The float32 values of a tensor. */
export const floatsOf = (tensors: Readonly<Record<string, StoredTensor>>, name: string): Float32Array => {
  const values = tensors[name]?.values
  if (!(values instanceof Float32Array)) throw new Error(`no float32 tensor ${name}`)
  return values
}
