import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { decodeFitState, encodeFitState } from '../../lib/checkpoint/fitStateFile.js'
import { type StorageFile, type StorageFolder, storeWhole } from '../../lib/file/storeWhole.js'
import type { FitState } from '../../lib/training/fitState.js'

const state: FitState = {
  epochsDone: 1,
  stepsDone: 3,
  told: undefined,
  optimizer: { name: 'sgd', slots: { velocity: { '0.weight': Float32Array.of(1, 2, 3) } } },
}
const read = async (folder: FileSystemDirectoryHandle, name: string): Promise<Uint8Array> =>
  new Uint8Array(await (await (await folder.getFileHandle(name)).getFile()).arrayBuffer())

/** TypeScript 5.9 and 6 have the names in a library of their own. */
const namesIn = async (folder: FileSystemDirectoryHandle & { keys?(): AsyncIterable<string> }): Promise<readonly string[]> => {
  const names: string[] = []
  for await (const name of folder.keys?.() ?? []) names.push(name)
  return names.toSorted()
}

/** The folder, whose files can be renamed or not, and are written as told. */
const streaming = (
  folder: FileSystemDirectoryHandle,
  renames: boolean,
  write: (stream: FileSystemWritableFileStream, contents: string | Uint8Array<ArrayBuffer>) => Promise<void>,
): StorageFolder => ({
  getFileHandle: async (name, options) => {
    const file: FileSystemFileHandle & Pick<StorageFile, 'move'> = await folder.getFileHandle(name, options)
    return {
      createWritable: async () => {
        const stream = await file.createWritable()
        return { write: (contents) => write(stream, contents), close: () => stream.close(), abort: () => stream.abort() }
      },
      ...(renames && { move: async (other) => file.move?.(other) }),
    }
  },
  removeEntry: (name) => folder.removeEntry(name),
})

const renaming = (folder: FileSystemDirectoryHandle, renames: boolean): StorageFolder =>
  streaming(folder, renames, (stream, contents) => stream.write(contents))

/** Half is written, then the room is gone. */
const withoutRoom = (folder: FileSystemDirectoryHandle, renames = true): StorageFolder =>
  streaming(folder, renames, async (stream, contents) => {
    await stream.write(contents.slice(0, contents.length / 2))
    throw new DOMException('no room', 'QuotaExceededError')
  })

test('a page keeps a checkpoint in its own file system: written, replaced, read', async () => {
  const folder = await navigator.storage.getDirectory()
  const bytes = encodeFitState(state)
  for (const contents of [new Uint8Array(1 << 20), bytes]) {
    expect(await storeWhole(folder, 'state.safetensors', contents)()).toEqual(E.right(undefined))
    expect(await read(folder, 'state.safetensors')).toEqual(contents)
  }
  expect(decodeFitState(await read(folder, 'state.safetensors'))).toEqual(E.right(state))
  const shared = new Uint8Array(new SharedArrayBuffer(3)).fill(5)
  expect(await storeWhole(folder, 'state.safetensors', shared)()).toEqual(E.right(undefined))
  expect([...(await read(folder, 'state.safetensors'))]).toEqual([5, 5, 5])
})

test('a write that fails in the middle leaves what was there', async () => {
  const folder = await navigator.storage.getDirectory()
  await storeWhole(folder, 'kept', 'old')()
  const full = withoutRoom(folder)
  expect(await storeWhole(full, 'kept', 'new and longer')()).toEqual(E.left({ _tag: 'WriteError', path: 'kept', problem: 'no room' }))
  expect(new TextDecoder().decode(await read(folder, 'kept'))).toBe('old')
  expect(await storeWhole(folder, 'a/b', 'new')()).toMatchObject({ left: { _tag: 'WriteError' } })
})

test('a write that fails where nothing was leaves nothing', async () => {
  const folder = await navigator.storage.getDirectory()
  for (const renames of [true, false]) {
    const before = await namesIn(folder)
    expect(await storeWhole(withoutRoom(folder, renames), 'new', 'contents')()).toMatchObject({ left: { problem: 'no room' } })
    expect(await namesIn(folder)).toEqual(before)
    expect(await storeWhole(renaming(folder, renames), 'new', 'contents')()).toEqual(E.right(undefined))
    expect(new TextDecoder().decode(await read(folder, 'new'))).toBe('contents')
    expect(await namesIn(folder)).toEqual([...before, 'new'].toSorted())
    await folder.removeEntry('new')
  }
})

test('nobody sees a new file before all of it is there', async () => {
  const folder = await navigator.storage.getDirectory()
  const seen: string[] = []
  const watched: StorageFolder = streaming(folder, true, async (stream, contents) => {
    await stream.write(contents)
    seen.push(...(await namesIn(folder)))
  })
  expect(await storeWhole(watched, 'appears', 'contents')()).toEqual(E.right(undefined))
  expect(seen.some((name) => name.endsWith('.part'))).toBe(true)
  expect(seen).not.toContain('appears')
  await folder.removeEntry('appears')
})
