import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { either as E } from 'fp-ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cifarFiles } from '../../examples/cifar/cifarFolder.js'
import { jobMessage } from '../../examples/main/jobError.js'
import { dataFolders } from '../../examples/reproductions/command/dataFolders.js'
import { loadImages } from '../../examples/reproductions/loadImages.js'
import { right } from '../setup/answers.js'

const place = { folder: '', cache: process.env['XDG_CACHE_HOME'] }
beforeEach(() => {
  place.folder = mkdtempSync(join(tmpdir(), 'narrownet-data-'))
  process.env['XDG_CACHE_HOME'] = join(place.folder, 'cache')
})
afterEach(() => {
  if (place.cache === undefined) delete process.env['XDG_CACHE_HOME']
  else process.env['XDG_CACHE_HOME'] = place.cache
  rmSync(place.folder, { recursive: true })
})

const foldersAt = (data: string | undefined) => dataFolders({ data, download: false }, new Set(['cifar10'] as const), process.stdout)()
const put = (folder: string, names: readonly string[]): void => {
  mkdirSync(folder, { recursive: true })
  for (const name of names) writeFileSync(join(folder, name), '')
}
const refusalOf = async (data: string | undefined): Promise<string> => {
  const images = await loadImages({ set: 'cifar10' }, right(await foldersAt(data)))()
  return E.isLeft(images) ? jobMessage(images.left) : 'accepted'
}

describe('--data', () => {
  test('a folder that is not there is said not to be, and a file to be one', async () => {
    const nowhere = join(place.folder, 'nowhere')
    const absent = await foldersAt(nowhere)
    expect(E.isLeft(absent) && jobMessage(absent.left)).toBe(
      `${nowhere}: expected a folder with the data sets' files, found no such file or folder`,
    )
    put(place.folder, ['file'])
    const file = await foldersAt(join(place.folder, 'file'))
    expect(E.isLeft(file) && jobMessage(file.left)).toMatch(/found a file$/)
  })

  test('a folder that lacks files is named, with the first that it lacks', async () => {
    const lacks = (path: string): string => `${path}: expected a file of CIFAR-10's binary version, found no such file or folder`
    expect(await refusalOf(place.folder)).toBe(lacks(join(place.folder, 'data_batch_1.bin')))
    const inside = join(place.folder, 'cifar-10')
    put(inside, cifarFiles.slice(1))
    expect(await refusalOf(place.folder)).toBe(lacks(join(inside, 'data_batch_1.bin')))
    expect(await refusalOf(undefined)).toBe("--data: expected a folder with the data set's files, found none named")
  })

  test('a folder that has all files goes before one that has some', async () => {
    put(place.folder, cifarFiles.slice(1))
    put(join(place.folder, 'cifar-10-batches-bin'), cifarFiles)
    expect(right(await foldersAt(place.folder)).cifar10).toBe(join(place.folder, 'cifar-10-batches-bin'))
  })
})
