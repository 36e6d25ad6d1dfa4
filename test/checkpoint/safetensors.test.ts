import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { type Dtype, dtypes } from '../../lib/checkpoint/dtype.js'
import * as _ from '../../lib/checkpoint/safetensors.js'
import type { Tensor } from '../../lib/shape/tensor.js'
import { right } from '../setup/answers.js'

type Tensors = ReadonlyMap<string, Tensor<readonly number[]>>

const name = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('', '0', '10', '2', '__proto__', 'constructor', '"', '\\', '\ud800', 'layer.0.weight'),
)
const tensor: fc.Arbitrary<Tensor<readonly number[]>> = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }).chain((shape) => {
  const length = shape.reduce((product, size) => product * size, 1)
  return fc.record({ shape: fc.constant(shape), values: fc.float32Array({ minLength: length, maxLength: length }) })
})
const tensors: fc.Arbitrary<Tensors> = fc
  .uniqueArray(fc.tuple(name, tensor), { selector: ([each]) => each, maxLength: 6 })
  .map((entries) => new Map(entries.filter(([each]) => each !== '__metadata__')))
const metadata = fc.dictionary(name, fc.string({ unit: 'binary' }), { maxKeys: 4 })

/** A file of this header and so many zeros, or this data; the header is not padded. */
const file = (header: string | Uint8Array, data: Uint8Array | number = 0): Uint8Array => {
  const text = typeof header === 'string' ? new TextEncoder().encode(header) : header
  const length = new Uint8Array(8)
  new DataView(length.buffer).setBigUint64(0, BigInt(text.length), true)
  return new Uint8Array(Buffer.concat([length, text, typeof data === 'number' ? new Uint8Array(data) : data]))
}
const refusal = (bytes: Uint8Array): string => E.match(_.safetensorsMessage, () => 'accepted')(_.decodeSafetensors(bytes))
const bits = (values: Float32Array): readonly number[] => [...new Uint32Array(values.slice().buffer)]

describe('encodeSafetensors', () => {
  it('is undone by decoding, to the bit, metadata and order included', () => {
    fc.assert(
      fc.property(tensors, metadata, (given, about) => {
        const decoded = right(_.decodeSafetensors(_.encodeSafetensors(given, about)))
        expect(Object.entries(decoded.metadata).toSorted()).toEqual(Object.entries(about).toSorted())
        expect(new Set(decoded.tensors.keys())).toEqual(new Set(given.keys()))
        // tensors without data have no place of their own
        const placed = ([, { values }]: readonly [string, { readonly values: { readonly length: number } }]) => values.length > 0
        expect([...decoded.tensors].filter(placed).map(([each]) => each)).toEqual([...given].filter(placed).map(([each]) => each))
        for (const [each, { dtype, shape, values }] of decoded.tensors) {
          expect(dtype).toBe('F32')
          expect(shape).toEqual(given.get(each)?.shape)
          expect(bits(values as Float32Array)).toEqual(bits(given.get(each)!.values))
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('writes the published layout, byte for byte', () => {
    const bytes = _.encodeSafetensors(new Map([['b', { shape: [1, 2], values: Float32Array.of(1, -2) }]]), { k: 'é' })
    const header = '{"__metadata__":{"k":"é"},"b":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}'
    const padded = header.padEnd(header.length + ((8 - ((header.length + 1) % 8)) % 8)) // é is two bytes
    const data = Uint8Array.of(0, 0, 128, 63, 0, 0, 0, 192)
    expect(bytes).toEqual(file(padded, data))
    expect((bytes.length - data.length) % 8).toBe(0)
  })

  it('throws at what no program should do', () => {
    const values = new Float32Array(2)
    expect(() => _.encodeSafetensors(new Map([['a', { shape: [3], values }]]))).toThrow('[3] holds 3 numbers, but 2 were given')
    expect(() => _.encodeSafetensors(new Map([['__metadata__', { shape: [2], values }]]))).toThrow('no tensor can be called __metadata__')
  })
})

describe('decodeSafetensors', () => {
  const entry = (dtype: string, shape: string, offsets: string) => `{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`
  const one = (dtype: Dtype, data: Uint8Array) =>
    right(
      _.decodeSafetensors(file(`{"x":${entry(dtype, `[${data.length / dtypes[dtype].bytes}]`, `[0,${data.length}]`)}}`, data)),
    ).tensors.get('x')

  it.each<[Dtype, readonly number[], readonly (number | bigint)[]]>([
    ['F64', [0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 1, 0, 0, 0, 0, 0, 0, 0], [1, 5e-324]],
    ['F32', [0, 0, 0x80, 0x3f, 1, 0, 0, 0, 0, 0, 0x80, 0xff], [1, 1.401298464324817e-45, -Infinity]],
    ['BF16', [0x80, 0x3f, 0x49, 0xc0, 0x80, 0x7f, 0xc0, 0x7f, 1, 0], [1, -3.140625, Infinity, NaN, 9.183549615799121e-41]],
    ['I64', [1, 0, 0, 0, 0, 0, 0, 0x80], [-(2n ** 63n) + 1n]],
    ['U64', [255, 255, 255, 255, 255, 255, 255, 255], [2n ** 64n - 1n]],
    ['I32', [254, 255, 255, 255, 2, 1, 0, 0], [-2, 258]],
    ['U32', [254, 255, 255, 255], [4294967294]],
    ['I16', [254, 255], [-2]],
    ['U16', [254, 255], [65534]],
    ['I8', [254, 3], [-2, 3]],
    ['U8', [254, 3], [254, 3]],
    ['BOOL', [1, 0, 1], [1, 0, 1]],
  ])('reads %s', (dtype, data, values) => {
    expect([...(one(dtype, Uint8Array.from(data))?.values ?? [])]).toEqual(values)
  })

  it('reads every one of the 65536 numbers of F16', () => {
    const all = Uint16Array.from({ length: 65536 }, (_unused, bits_) => bits_)
    const found = one('F16', new Uint8Array(all.buffer))?.values
    all.forEach((half, at) => {
      const [sign, exponent, fraction] = [half >= 0x8000 ? -1 : 1, (half >> 10) & 31, half & 1023]
      const magnitude =
        exponent === 31
          ? fraction === 0
            ? Infinity
            : NaN
          : exponent === 0
            ? fraction * 2 ** -24
            : (1 + fraction / 1024) * 2 ** (exponent - 15)
      if (!Object.is(found?.[at], sign * magnitude)) expect.fail(`${half.toString(16)}: ${found?.[at]}`)
    })
  })

  it('reads scalars, tensors without elements, none at all, any order of the header, fields it does not know, inside a larger buffer', () => {
    const text = `{"b":${entry('F32', '[]', '[1,5]')},"e":${entry('I64', '[3,0]', '[1,1]')},"a":{"name":"e",${entry('U8', '[1]', '[0,1]').slice(1)}}   `
    const bytes = file(text, Uint8Array.of(7, 0, 0, 128, 63))
    const expected = [
      ['a', { dtype: 'U8', shape: [1], values: Uint8Array.of(7) }],
      ['e', { dtype: 'I64', shape: [3, 0], values: new BigInt64Array(0) }],
      ['b', { dtype: 'F32', shape: [], values: Float32Array.of(1) }],
    ]
    expect([...right(_.decodeSafetensors(bytes)).tensors]).toEqual(expected)
    const padded = Buffer.concat([Buffer.alloc(3, 255), bytes, Buffer.alloc(3, 255)])
    const inside = right(_.decodeSafetensors(padded.subarray(3, 3 + bytes.length)))
    padded.fill(0)
    expect([...inside.tensors]).toEqual(expected)
    expect(right(_.decodeSafetensors(file('{}')))).toEqual({ tensors: new Map(), metadata: {} })
  })

  const f32 = (offsets: string, shape = '[2]') => entry('F32', shape, offsets)
  const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'length: expected at least 8 bytes, found 0 bytes'],
    ['no header', new Uint8Array(8), 'header: expected a JSON object in UTF-8, found nothing'],
    [
      'a header longer than the file',
      Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0, 123, 125),
      'header length: expected at most 2 bytes, the rest of the file, found 3 bytes',
    ],
    [
      'a hostile length, or a file of another kind',
      new Uint8Array(16).fill(255),
      'header length: expected at most 100000000 bytes, found 18446744073709551615 bytes: it may be another kind of file',
    ],
    ['a list', file('[]'), 'header: expected a JSON object in UTF-8, found the first byte 91'],
    ['a leading space', file(' {}'), 'header: expected a JSON object in UTF-8, found the first byte 32'],
    [
      'bytes that are no text',
      file(Uint8Array.of(123, 0xff, 125)),
      'header: expected a JSON object in UTF-8, found bytes that are not UTF-8',
    ],
    [
      'a name twice',
      file(`{"a":${f32('[0,8]')},"\\u0061":${f32('[0,8]')}}`, 8),
      'header: expected a JSON object in UTF-8, found the key "\\u0061" twice',
    ],
    [
      'a field twice',
      file(`{"a":{"dtype":"F32",${f32('[0,8]').slice(1)}}`, 8),
      'header: expected a JSON object in UTF-8, found the key "dtype" twice',
    ],
    ['a number as tensor', file('{"a":1}'), 'a: expected a tensor, found 1'],
    ['a missing field', file('{"a":{"shape":[],"data_offsets":[0,0]}}'), 'a.dtype: expected "F64" | "F32" | '],
    ['an unknown type', file(`{"a":${entry('F8_E4M3', '[2]', '[0,2]')}}`, 2), 'a.dtype: expected "F64" | "F32" | '],
    ['an inherited name as type', file(`{"a":${entry('toString', '[2]', '[0,2]')}}`, 2), 'a.dtype: expected "F64" | "F32" | '],
    ['a negative size', file(`{"a":${f32('[0,8]', '[-2]')}}`, 8), 'a.shape.0: expected a whole number, 0 or more, found -2'],
    ['a broken size', file(`{"a":${f32('[0,8]', '[1,0.5]')}}`, 8), 'a.shape.1: expected a whole number, 0 or more, found 0.5'],
    [
      'a size beyond all numbers',
      file(`{"a":${f32('[0,8]', '[1e300]')}}`, 8),
      'a.shape.0: expected a whole number, 0 or more, found 1e+300',
    ],
    ['one offset', file(`{"a":${f32('[0]')}}`, 8), 'a.data_offsets: expected two whole numbers, 0 or more, found a list of 1'],
    ['three offsets', file(`{"a":${f32('[0,8,9]')}}`, 8), 'a.data_offsets: expected two whole numbers, 0 or more, found a list of 3'],
    ['too little data for a shape', file(`{"a":${f32('[0,4]')}}`, 4), 'a.data_offsets: expected [0,8] for F32 [2], found [0,4]'],
    ['offsets that go back', file(`{"a":${f32('[8,0]')}}`, 8), 'a.data_offsets: expected [0,8] for F32 [2], found [8,0]'],
    ['a hole', file(`{"a":${f32('[0,8]')},"b":${f32('[12,20]')}}`, 20), 'b.data_offsets: expected [8,16] for F32 [2], found [12,20]'],
    ['an overlap', file(`{"a":${f32('[0,8]')},"b":${f32('[4,12]')}}`, 12), 'b.data_offsets: expected [8,16] for F32 [2], found [4,12]'],
    [
      'the same data twice',
      file(`{"a":${f32('[0,8]')},"b":${f32('[0,8]')}}`, 8),
      'b.data_offsets: expected [8,16] for F32 [2], found [0,8]',
    ],
    ['missing data', file(`{"a":${f32('[0,8]')}}`, 7), 'length: expected 8 bytes of data, as the header says, found 7 bytes'],
    ['trailing data', file(`{"a":${f32('[0,8]')}}`, 9), 'length: expected 8 bytes of data, as the header says, found 9 bytes'],
    ['a shape without end', file(`{"a":${f32('[0,8]', '[9007199254740991,9007199254740991]')}}`, 8), 'a.data_offsets: expected [0,3.2451'],
    ['metadata that is a number', file('{"__metadata__":1}'), '__metadata__: expected an object of strings, found 1'],
    ['metadata that is no object', file('{"__metadata__":[]}'), '__metadata__: expected an object of strings, found a list of 0'],
    ['metadata that are no strings', file('{"__metadata__":{"a":1}}'), '__metadata__.a: expected string, found 1'],
    [
      'a boolean that is none',
      file(`{"a":${entry('BOOL', '[2]', '[0,2]')}}`, Uint8Array.of(1, 2)),
      'a: expected booleans 0 and 1, found 2',
    ],
  ])('refuses %s', (_name, bytes, message) => {
    const found = refusal(bytes)
    expect(found.startsWith(`safetensors: ${message}`), found).toBe(true)
  })

  it('refuses a header that is nested without end, and says so briefly', () => {
    const found = refusal(file(Buffer.from(deep)))
    expect(found).toMatch(/^safetensors: (a|header): expected /)
    expect(found.length).toBeLessThan(400)
    expect(refusal(file(Buffer.from(`{"${'n'.repeat(50_000)}":1}`))).length).toBeLessThan(400)
  })

  // Tensors' bytes carry no checksum, so a mutation of those is a valid file with that number.
  it('survives 20,000 mutated files: an error with a field, or tensors that cover the data exactly', () => {
    const valid = _.encodeSafetensors(
      new Map([
        ['0.weight', { shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) }],
        ['0.bias', { shape: [3], values: Float32Array.of(7, 8, 9) }],
        ['empty', { shape: [0], values: new Float32Array(0) }],
      ]),
      { about: 'a test' },
    )
    const headerEnd = valid.length - 36
    const inHeader = fc.integer({ min: 8, max: headerEnd - 1 })
    const mutation = fc.oneof(
      fc.tuple(fc.nat(valid.length - 1), fc.nat(255)).map(([at, value]) => valid.with(at, value)),
      fc.tuple(inHeader, fc.constantFrom(...'0123456789[]{},:"FUI ')).map(([at, sign]) => valid.with(at, sign.charCodeAt(0))),
      fc.tuple(inHeader, inHeader, fc.constantFrom(...'0123456789')).map(([a, b, sign]) => valid.with(a, sign.charCodeAt(0)).with(b, 32)),
      fc.nat(valid.length - 1).map((length) => valid.slice(0, length)),
      fc.uint8Array({ minLength: 1, maxLength: 24 }).map((tail) => Uint8Array.of(...valid, ...tail)),
      fc.uint8Array({ minLength: 1, maxLength: 12 }).map((head) => Uint8Array.of(...head, ...valid.slice(head.length))),
      fc.tuple(inHeader, inHeader).map(([a, b]) => file(valid.slice(8, Math.min(a, b)), valid.slice(Math.max(a, b)))),
    )
    let passed = 0
    fc.assert(
      fc.property(mutation, (bytes) => {
        const decoded = _.decodeSafetensors(bytes)
        if (E.isLeft(decoded)) {
          expect(decoded.left._tag).toBe('SafetensorsError')
          expect(decoded.left.field.length * decoded.left.expected.length * decoded.left.found.length).toBeGreaterThan(0)
          return
        }
        passed += 1
        const dataStart = 8 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
        let covered = 0
        for (const { dtype, shape, values } of decoded.right.tensors.values()) {
          const count = shape.reduce((product, size) => product * size, 1)
          expect(values.length).toBe(count)
          if (dtype === 'F32')
            expect(Buffer.from(values.buffer).equals(bytes.slice(dataStart + covered, dataStart + covered + 4 * count))).toBe(true)
          covered += count * dtypes[dtype].bytes
        }
        expect(dataStart + covered).toBe(bytes.length)
      }),
      { numRuns: 20_000 },
    )
    expect(passed).toBeGreaterThan(100)
  })
})
