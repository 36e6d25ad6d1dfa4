import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { either as E } from 'fp-ts'
import { sampleCount } from 'narrownet'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { jobMessage } from '../../examples/main/jobError.js'
import * as _ from '../../examples/main/mnistFolder.js'

const idx = (shape: readonly number[], value: (at: number) => number): Uint8Array => {
  const bytes = new Uint8Array(4 + 4 * shape.length + shape.reduce((product, size) => product * size, 1))
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 0x0800 + shape.length)
  shape.forEach((size, axis) => view.setUint32(4 + 4 * axis, size))
  for (let at = 4 + 4 * shape.length; at < bytes.length; at += 1) bytes[at] = value(at)
  return bytes
}

const folder = { path: '' }
const at = (name: string): string => join(folder.path, name)

beforeEach(() => {
  folder.path = mkdtempSync(join(tmpdir(), 'narrownet-mnist-'))
  writeFileSync(
    at('train-images-idx3-ubyte'),
    idx([6, 28, 28], (byte) => byte % 251),
  )
  writeFileSync(at('train-labels-idx1-ubyte.gz'), gzipSync(idx([6], (byte) => byte % 10)))
  writeFileSync(at('t10k-images-idx3-ubyte.gz'), gzipSync(idx([2, 28, 28], (byte) => byte % 13)))
  writeFileSync(
    at('t10k-labels-idx1-ubyte'),
    idx([2], (byte) => byte % 10),
  )
})
afterEach(() => rmSync(folder.path, { recursive: true }))

const message = async (path = folder.path): Promise<string> => {
  const loaded = await _.mnistFolder(path)()
  return E.isLeft(loaded) ? jobMessage(loaded.left) : 'accepted'
}

describe('a folder with MNIST', () => {
  test('plain and compressed files, the test images normalized as the training images', async () => {
    const loaded = await _.mnistFolder(folder.path)()
    if (E.isLeft(loaded)) return expect.fail(jobMessage(loaded.left))
    const { training, test: held } = loaded.right
    expect([sampleCount(training), sampleCount(held)]).toEqual([6, 2])
    expect(held.normalization).toEqual(training.normalization)
  })

  test('a missing file is named, with both its names', async () => {
    rmSync(at('t10k-labels-idx1-ubyte'))
    expect(await message()).toBe(
      `${at('t10k-labels-idx1-ubyte')}: expected an IDX file, plain or as t10k-labels-idx1-ubyte.gz, found neither`,
    )
  })

  test('no folder, a file, an empty folder', async () => {
    expect(await message(at('nowhere'))).toMatch(/nowhere: expected a folder with MNIST's four files, found no such file or folder$/)
    expect(await message(at('train-images-idx3-ubyte'))).toMatch(/: expected a folder .*, found a file$/)
    mkdirSync(at('empty'))
    expect(await message(at('empty'))).toMatch(/empty.train-images-idx3-ubyte: expected an IDX file/)
  })

  test('a damaged file is named, with the field, what was expected and what was found', async () => {
    const images = readFileSync(at('train-images-idx3-ubyte'))
    writeFileSync(at('train-images-idx3-ubyte'), images.subarray(0, -1))
    expect(await message()).toBe(`${at('train-images-idx3-ubyte')}: length: expected 4720 bytes for [6,28,28], found 4719 bytes`)
    copyFileSync(at('t10k-labels-idx1-ubyte'), at('train-images-idx3-ubyte'))
    expect(await message()).toMatch(/train-images-idx3-ubyte: rank: expected 3: count, height, width, found 1$/)
    writeFileSync(at('train-images-idx3-ubyte'), images)
    writeFileSync(at('t10k-images-idx3-ubyte.gz'), readFileSync(at('t10k-images-idx3-ubyte.gz')).subarray(0, -9))
    expect(await message()).toMatch(/t10k-images-idx3-ubyte\.gz: gzip: expected .+, found /)
  })

  test.skipIf(process.platform === 'win32')('a pipe or an endless device in the place of a file is refused', async () => {
    rmSync(at('t10k-labels-idx1-ubyte'))
    execFileSync('mkfifo', [at('t10k-labels-idx1-ubyte')])
    expect(await message()).toBe(`${at('t10k-labels-idx1-ubyte')}: expected an IDX file, found a device or a pipe`)
    rmSync(at('train-images-idx3-ubyte'))
    symlinkSync('/dev/zero', at('train-images-idx3-ubyte'))
    expect(await message()).toBe(`${at('train-images-idx3-ubyte')}: expected an IDX file, found a device or a pipe`)
  })

  test('a folder in the place of a file is refused', async () => {
    rmSync(at('t10k-labels-idx1-ubyte'))
    mkdirSync(at('t10k-labels-idx1-ubyte'))
    expect(await message()).toBe(`${at('t10k-labels-idx1-ubyte')}: expected an IDX file, found a folder`)
  })
})
