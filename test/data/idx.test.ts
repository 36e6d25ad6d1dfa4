import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { fileErrorMessage } from '../../lib/data/fileError.js'
import * as _ from '../../lib/data/idx.js'
import { encodeIdx } from '../reference/encodeIdx.js'

const arrays = fc
  .array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 })
  .chain((shape) =>
    fc
      .uint8Array({ minLength: shape.reduce((a, b) => a * b, 1), maxLength: shape.reduce((a, b) => a * b, 1) })
      .map((values) => ({ shape, values })),
  )

const valid = encodeIdx(
  [2, 2, 3],
  Uint8Array.from({ length: 12 }, (_unused, index) => index * 20),
)
const changed = (offset: number, value: number): Uint8Array => valid.with(offset, value)
const refusal = (bytes: Uint8Array): string => E.match(fileErrorMessage, () => 'accepted')(_.decodeIdx('file', bytes))

describe('decodeIdx', () => {
  it('inverts the encoder', () => {
    fc.assert(
      fc.property(arrays, ({ shape, values }) => {
        expect(_.decodeIdx('file', encodeIdx(shape, values))).toEqual(E.right({ shape, values }))
      }),
    )
  })

  it('reads inside a larger buffer, and gives plain bytes for a Node Buffer', () => {
    const padded = Buffer.concat([Buffer.alloc(3, 255), valid, Buffer.alloc(3, 255)])
    const decoded = _.decodeIdx('file', padded.subarray(3, 3 + valid.length))
    expect(decoded).toEqual(_.decodeIdx('file', valid))
    expect(E.isRight(decoded) && decoded.right.values.constructor).toBe(Uint8Array)
  })

  it.each([
    ['nothing', new Uint8Array(0), 'file: length: expected at least 4 bytes of header, found 0 bytes'],
    ['half a header', valid.slice(0, 9), 'file: length: expected 16 bytes of header, found 9 bytes'],
    ['a wrong magic', changed(1, 7), 'file: magic: expected two zero bytes, found 0, 7'],
    ['floats', changed(2, 13), 'file: element type: expected 8 (unsigned byte), found 13 (float32)'],
    ['an unknown type', changed(2, 99), 'file: element type: expected 8 (unsigned byte), found 99 (unknown)'],
    ['rank 0', changed(3, 0), 'file: rank: expected at least 1, found 0'],
    ['a size of 0', changed(11, 0), 'file: size: expected at least 1 along axis 1, found 0'],
    ['missing data', valid.slice(0, -1), 'file: length: expected 28 bytes for [2,2,3], found 27 bytes'],
    ['trailing data', Uint8Array.of(...valid, 0), 'file: length: expected 28 bytes for [2,2,3], found 29 bytes'],
    ['a huge size', changed(4, 255), 'file: length: expected 25669140508 bytes for [4278190082,2,3], found 28 bytes'],
    ['a hostile rank', changed(3, 255), 'file: length: expected 1024 bytes of header, found 28 bytes'],
  ])('refuses %s', (_name, bytes, message) => {
    expect(refusal(bytes)).toBe(message)
  })

  it('refuses sizes whose product is beyond any number', () => {
    const header = new Uint8Array(1024 + 1).fill(255)
    header.set([0, 0, 8, 255])
    expect(refusal(header)).toContain('expected Infinity bytes')
  })

  // The file's pixel bytes carry no checksum, so a mutation of those is a valid file with that pixel.
  it('refuses every other mutation: 5000 flips, cuts, extensions and overwritten headers', () => {
    const mutation = fc.oneof(
      fc
        .tuple(fc.nat(valid.length - 1), fc.integer({ min: 1, max: 255 }))
        .map(([offset, mask]) => changed(offset, (valid[offset] ?? 0) ^ mask)),
      fc.nat(valid.length - 1).map((length) => valid.slice(0, length)),
      fc.uint8Array({ minLength: 1, maxLength: 40 }).map((tail) => Uint8Array.of(...valid, ...tail)),
      fc.uint8Array({ minLength: 1, maxLength: 16 }).map((head) => Uint8Array.of(...head, ...valid.slice(head.length))),
    )
    fc.assert(
      fc.property(mutation, (bytes) => {
        const sameHeader = bytes.length === valid.length && bytes.slice(0, 16).every((byte, offset) => byte === valid[offset])
        const decoded = _.decodeIdx('file', bytes)
        if (sameHeader) expect(decoded).toEqual(E.right({ shape: [2, 2, 3], values: bytes.slice(16) }))
        else if (E.isLeft(decoded)) expect(decoded.left._tag).toBe('IdxError')
        // A header may change into another that fits as well, [2, 3, 2] say.
        else expect(decoded.right.values.length).toBe(decoded.right.shape.reduce((a, b) => a * b, 1))
      }),
      { numRuns: 5000 },
    )
  })
})
