import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import * as _ from '../../lib/data/idxGzip.js'
import { fileErrorMessage } from '../../lib/data/fileError.js'
import { normal } from '../../lib/random/distributions.js'
import { key } from '../../lib/random/key.js'
import { compress } from '../reference/compress.js'
import { encodeIdx } from '../reference/encodeIdx.js'

const shape = [40, 5, 5]
const values = Uint8Array.from(normal(key(0), 1000, { mean: 100, deviation: 20 }), Math.round)
const plain = encodeIdx(shape, values)
const valid = await compress(plain)
const headerSize = 10
const trailerSize = 8

/** The smallest member there is. */
const emptyMember = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0)

/** Bytes as gzip, not made smaller. */
const storedGzip = (bytes: Uint8Array): Uint8Array => gzipSync(bytes, { level: 0 })

const decode = (bytes: Uint8Array, maximumBytes?: number) =>
  _.decodeIdxFile({ name: 'file', bytes }, maximumBytes === undefined ? {} : { maximumBytes })()
const refusal = async (bytes: Uint8Array, maximumBytes?: number): Promise<string> =>
  E.match(fileErrorMessage, () => 'accepted')(await decode(bytes, maximumBytes))

describe('decodeIdxFile', () => {
  it('decodes plain and compressed files alike', async () => {
    expect(await decode(plain)).toEqual(E.right({ shape, values }))
    expect(await decode(valid)).toEqual(E.right({ shape, values }))
    expect(await decode(Buffer.from(valid))).toEqual(E.right({ shape, values }))
  })

  it('decodes compressed shared memory', async () => {
    const shared = new Uint8Array(new SharedArrayBuffer(valid.length))
    shared.set(valid)
    expect(await decode(shared)).toEqual(E.right({ shape, values }))
  })

  it('inverts encoding and compression', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 3000 }), async (bytes) => {
        expect(await decode(await compress(encodeIdx([bytes.length], bytes)))).toEqual(E.right({ shape: [bytes.length], values: bytes }))
      }),
      { numRuns: 30 },
    )
  })

  it('refuses what is compressed correctly but is no IDX file', async () => {
    expect(await refusal(await compress(plain.with(2, 13)))).toBe('file: element type: expected 8 (unsigned byte), found 13 (float32)')
    expect(await refusal(await compress(new Uint8Array(0)))).toBe('file: length: expected at least 4 bytes of header, found 0 bytes')
    expect(await refusal(await compress(plain.slice(0, 9)))).toBe('file: length: expected 16 bytes of header, found 9 bytes')
    expect(await refusal(await compress(plain.with(7, 39)))).toBe(
      'file: length: expected 991 bytes, as the header declares, found 1016 in gzip’s trailer',
    )
    expect(await refusal(await compress(plain.with(4, 255)))).toContain('file: length: expected 106954753016')
  })

  it('refuses every proper prefix', async () => {
    for (let length = 0; length < valid.length; length += 7) expect(await refusal(valid.slice(0, length))).not.toBe('accepted')
    for (let length = valid.length - 20; length < valid.length; length += 1)
      expect(await refusal(valid.slice(0, length))).not.toBe('accepted')
  })

  it('reads members one behind the other as one file, empty ones too', async () => {
    const empty = await compress(new Uint8Array(0))
    for (const cut of [1, 4, 16, 500, plain.length - 1]) {
      const [first, second] = [await compress(plain.slice(0, cut)), await compress(plain.slice(cut))]
      for (const members of [
        [first, second],
        [empty, first, empty, empty, second, empty],
      ])
        expect(await decode(Uint8Array.from(members.flatMap((member) => [...member])))).toEqual(E.right({ shape, values }))
      const damaged = Uint8Array.of(...first, ...second)
      for (let length = first.length + 1; length < damaged.length; length += 41)
        expect(await refusal(damaged.slice(0, length))).not.toBe('accepted')
      for (let offset = headerSize; offset < damaged.length; offset += 53) {
        const flipped = await decode(damaged.with(offset, (damaged[offset] ?? 0) ^ 4))
        if (E.isRight(flipped)) expect(flipped.right).toEqual({ shape, values })
      }
    }
  })

  it('is not held up by what looks like members, or by too many', async () => {
    // stored, not compressed: what is inside stands in the file as it is
    const beginnings = new Uint8Array(4000).map((_value, at) => [0x1f, 0x8b, 8, 0, 0][at % 5] ?? 0)
    const stored = storedGzip(encodeIdx([4000], beginnings))
    expect(await decode(stored)).toEqual(E.right({ shape: [4000], values: beginnings }))
    expect(await refusal(Uint8Array.from({ length: 20 * 4200 }, (_value, at) => emptyMember[at % 20] ?? 0))).toBe(
      'file: gzip: expected at most 4096 members, found more',
    )
  })

  it('refuses a second file behind the first, and bytes appended', async () => {
    expect(await refusal(Uint8Array.of(...valid, ...valid))).toBe(
      'file: length: expected 1016 bytes, as the header declares, found 2032 in gzip’s trailer',
    )
    expect(await refusal(Uint8Array.of(...valid, 0))).not.toBe('accepted')
    expect(await refusal(Uint8Array.of(...valid, 0, 0, 0, 0, 0, 0, 0, 0))).not.toBe('accepted')
  })

  it('refuses a bomb by what it declares, or at the first byte it did not declare', async () => {
    const bomb = await compress(encodeIdx([3000, 28, 28], new Uint8Array(3000 * 784)))
    expect(E.isRight(await decode(bomb))).toBe(true)
    expect(await refusal(bomb, 2 ** 20)).toBe('file: gzip: expected at most 1048576 bytes, found 2352016 declared by the trailer')
    const modest = Uint8Array.of(...bomb.slice(0, -4), 100, 0, 0, 0)
    expect(await refusal(modest)).toBe('file: gzip: expected 100 bytes, as the trailer declares, found more')
    const boastful = Uint8Array.of(...valid.slice(0, -4), 0, 0, 0, 200)
    expect(await refusal(boastful)).toContain('3355443200 declared by the trailer')
    const understated = await compress(encodeIdx([10, 10], new Uint8Array(2 ** 21)))
    expect(await refusal(understated)).toContain('file: length: expected 112 bytes, as the header declares')
  })

  it('gives the right array or a Left for 2000 flipped bytes, and always a Left inside the deflate data', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(valid.length - 1), fc.integer({ min: 1, max: 255 }), async (offset, mask) => {
        const decoded = await decode(valid.with(offset, (valid[offset] ?? 0) ^ mask))
        if (E.isRight(decoded)) {
          expect(decoded.right).toEqual({ shape, values })
          // Only gzip's own header (time, system) and the padding bits of the last deflate byte mean nothing.
          expect(offset < headerSize || offset === valid.length - trailerSize - 1).toBe(true)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('gives the right array or a Left for 1000 overwritten, cut and extended files', async () => {
    const mutation = fc.oneof(
      fc
        .tuple(fc.nat(valid.length - 1), fc.uint8Array({ minLength: 1, maxLength: 30 }))
        .map(([offset, bytes]) => Uint8Array.of(...valid.slice(0, offset), ...bytes, ...valid.slice(offset + bytes.length))),
      fc
        .tuple(fc.nat(valid.length - 1), fc.nat(30))
        .map(([offset, length]) => Uint8Array.of(...valid.slice(0, offset), ...valid.slice(offset + length))),
      fc.uint8Array({ minLength: 1, maxLength: 30 }).map((tail) => Uint8Array.of(...valid, ...tail)),
      fc.uint8Array({ maxLength: 600 }).map((noise) => Uint8Array.of(...valid.slice(0, headerSize), ...noise)),
    )
    await fc.assert(
      fc.asyncProperty(mutation, async (bytes) => {
        const decoded = await decode(bytes)
        if (E.isRight(decoded)) expect(decoded.right).toEqual({ shape, values })
        else expect(decoded.left._tag).toBe('IdxError')
      }),
      { numRuns: 1000 },
    )
  })
})
