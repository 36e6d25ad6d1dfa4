import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { fileErrorMessage } from '../../lib/data/fileError.js'
import * as _ from '../../lib/data/idxGzip.js'
import { syntheticDigits } from '../../lib/data/syntheticDigits.js'
import { key } from '../../lib/random/key.js'
import { compress } from '../reference/compress.js'
import { encodeIdx } from '../reference/encodeIdx.js'

const { values } = syntheticDigits({ count: 30, key: key(0) })
const shape = [30, 28, 28]
const read = async (bytes: Uint8Array): Promise<string> =>
  E.match(fileErrorMessage, () => 'accepted')(await _.decodeIdxFile({ name: 'file', bytes })())

test('a page decompresses as Node does', async () => {
  const bytes = await compress(encodeIdx(shape, Uint8Array.from(values)))
  expect(await _.decodeIdxFile({ name: 'file', bytes })()).toEqual(E.right({ shape, values }))
})

test('a page reads a file of several members', async () => {
  const plain = encodeIdx(shape, Uint8Array.from(values))
  const members = [await compress(plain.slice(0, 1000)), await compress(new Uint8Array(0)), await compress(plain.slice(1000))]
  const bytes = Uint8Array.from(members.flatMap((member) => [...member]))
  expect(await _.decodeIdxFile({ name: 'file', bytes })()).toEqual(E.right({ shape, values }))
})

test('a page refuses damage: cut, lengthened, flipped, or larger than declared', async () => {
  const bytes = await compress(encodeIdx(shape, Uint8Array.from(values)))
  for (const length of [0, 1, 2, 19, 20, 100, bytes.length - 9, bytes.length - 8, bytes.length - 1])
    expect(await read(bytes.slice(0, length))).toContain('file: ')
  expect(await read(Uint8Array.of(...bytes, ...bytes.slice(-8)))).toContain('file: gzip')
  expect(await read(Uint8Array.of(...bytes, ...bytes))).toContain('file: length')
  for (let offset = 10; offset < bytes.length - 9; offset += 97)
    expect(await read(bytes.with(offset, (bytes[offset] ?? 0) ^ 4))).toContain('file: ')
  const bomb = await compress(encodeIdx([10, 10], new Uint8Array(2 ** 22)))
  expect(await read(bomb)).toContain('file: length: expected 112 bytes')
})

test('a page draws the same digits', async () => {
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(syntheticDigits({ count: 200, key: key(0) }).values))
  const text = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
  expect(text).toBe('5e7ca10d195057cb9f130642c4961251f911e7ce58bce0dfb84e082d03e4fe5b')
})
