// Node before 20.16 and 22.3 has no process.getBuiltinModule; it must not be taken for a page.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { either as E } from 'fp-ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { engineMessage } from '../../lib/engine/engineError.js'
import { startWasm } from '../../lib/engine/wasm/startWasm.js'
import { workerThread } from '../../lib/training/parallel/workerThread.js'

const { engines } = JSON.parse(readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8'))
const sentence = `expected Node ${engines.node}, found ${process.versions.node}`

const asItWas = Object.getOwnPropertyDescriptor(process, 'getBuiltinModule') ?? {}
beforeEach(() => {
  Object.defineProperty(process, 'getBuiltinModule', { ...asItWas, value: undefined })
})
afterEach(() => {
  Object.defineProperty(process, 'getBuiltinModule', asItWas)
})

test('a start says which Node is needed, and which was found', async () => {
  expect(E.mapLeft(engineMessage)(await startWasm()())).toEqual(E.left(`the wasm backend cannot start: ${sentence}`))
})

test('so does a worker', () => {
  expect(() => workerThread(undefined, { heard: () => undefined, ended: () => undefined })).toThrow(sentence)
})
