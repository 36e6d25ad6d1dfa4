// In a realm of its own: tfjs remembers a start that failed inside it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { either as E } from 'fp-ts'
import { afterAll, expect, test, vi } from 'vitest'
import * as _ from '../../lib/engine/startWasm.js'

const folder = `${mkdtempSync(join(tmpdir(), 'narrownet-'))}/`
afterAll(() => rmSync(folder, { recursive: true }))

test('half a .wasm file, as a broken download leaves it, is a Left and not a hang', async () => {
  const whole = readFileSync(new URL('tfjs-backend-wasm-simd.wasm', import.meta.resolve('@tensorflow/tfjs-backend-wasm')))
  writeFileSync(`${folder}tfjs-backend-wasm-simd.wasm`, whole.subarray(0, whole.length / 2))
  const silenced = (['warn', 'error', 'log'] as const).map((name) => vi.spyOn(console, name).mockImplementation(() => undefined))
  const failed = await _.startWasm({ paths: folder })()
  console.info(JSON.stringify(failed))
  const again = await _.startWasm()()
  console.info(JSON.stringify(E.isLeft(again) ? again : 'works'))
  expect(E.isLeft(failed) && failed.left._tag).toBe('BackendUnavailable')
  for (const spy of silenced) { console.info(spy.mock.calls.map(String).join('|').slice(0, 500)); spy.mockRestore() }
})
