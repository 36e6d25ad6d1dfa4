import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { decodeFitState, encodeFitState } from '../../lib/checkpoint/fitStateFile.js'
import { type StorageFolder, storeWhole } from '../../lib/file/storeWhole.js'
import type { FitState } from '../../lib/training/fitState.js'

const state: FitState = {
  epochsDone: 1,
  stepsDone: 3,
  told: undefined,
  optimizer: { name: 'sgd', slots: { velocity: { '0.weight': Float32Array.of(1, 2, 3) } } },
}
const read = async (folder: FileSystemDirectoryHandle, name: string): Promise<Uint8Array> =>
  new Uint8Array(await (await (await folder.getFileHandle(name)).getFile()).arrayBuffer())

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
  /** Half is written, then the room is gone. */
  const full: StorageFolder = {
    getFileHandle: async (name, options) => {
      const file = await folder.getFileHandle(name, options)
      return {
        createWritable: async () => {
          const stream = await file.createWritable()
          return {
            write: async (contents) => {
              await stream.write(contents.slice(0, contents.length / 2))
              throw new DOMException('no room', 'QuotaExceededError')
            },
            close: () => stream.close(),
            abort: () => stream.abort(),
          }
        },
      }
    },
  }
  expect(await storeWhole(full, 'kept', 'new and longer')()).toEqual(E.left({ _tag: 'WriteError', path: 'kept', problem: 'no room' }))
  expect(new TextDecoder().decode(await read(folder, 'kept'))).toBe('old')
  expect(await storeWhole(folder, 'a/b', 'new')()).toMatchObject({ left: { _tag: 'WriteError' } })
})
