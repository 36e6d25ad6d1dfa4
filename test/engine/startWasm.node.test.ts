// In this order: tfjs has one WASM instance for each realm, and each test file is a realm of its own.
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as library from '@tensorflow/tfjs-core'
import { either as E } from 'fp-ts'
import { describe, expect, test, vi } from 'vitest'
import type { Backend } from '../../lib/engine/backend.js'
import { engineMessage } from '../../lib/engine/engineError.js'
import * as _ from '../../lib/engine/wasm/startWasm.js'
import { right } from '../setup/answers.js'
import { valuesOf } from './valuesOf.js'

const folder = (): string => fileURLToPath(new URL('.', import.meta.resolve('@tensorflow/tfjs-backend-wasm')))

const reason = (started: E.Either<Parameters<typeof engineMessage>[0], Backend>): string =>
  E.isLeft(started) ? engineMessage(started.left) : 'it started'

const doubled = async (backend: Backend): Promise<readonly number[]> => {
  const array = right(
    backend.scope(() => backend.combine(1, backend.upload(Float32Array.of(1, 2), [2]), 1, backend.upload(Float32Array.of(1, 2), [2]))),
  )
  const values = await valuesOf(backend, array)
  backend.release(array)
  return [...values]
}

describe('before anything has started', () => {
  test('a folder that is not there is a Left that names the file, and nothing is said on the console', async () => {
    const warn = vi.spyOn(console, 'warn')
    const failed = await _.startWasm({ paths: '/no/such/folder/' })()
    expect(reason(failed)).toMatch(
      /^the wasm backend cannot start: \/no\/such\/folder\/tfjs-backend-wasm-simd\.wasm cannot be read: .*ENOENT/,
    )
    expect(warn).not.toHaveBeenCalled()
    warn.mockRestore()
  })

  test('a file that is no WebAssembly is a Left that says so', async () => {
    const paths = {
      'tfjs-backend-wasm.wasm': import.meta.filename,
      'tfjs-backend-wasm-simd.wasm': import.meta.filename,
      'tfjs-backend-wasm-threaded-simd.wasm': import.meta.filename,
    }
    expect(reason(await _.startWasm({ paths })())).toMatch(/startWasm\.node\.test\.ts is not a WebAssembly file$/)
  })

  test('half a file, as a broken download leaves it, is a Left that says so before tfjs has seen it', async () => {
    const broken = `${mkdtempSync(join(tmpdir(), 'narrownet-'))}/`
    const whole = readFileSync(`${folder()}tfjs-backend-wasm-simd.wasm`)
    writeFileSync(`${broken}tfjs-backend-wasm-simd.wasm`, whole.subarray(0, whole.length / 2))
    const warn = vi.spyOn(console, 'warn')
    const failed = await _.startWasm({ paths: broken })()
    rmSync(broken, { recursive: true })
    expect(reason(failed)).toMatch(/tfjs-backend-wasm-simd\.wasm is a broken WebAssembly file$/)
    expect(warn).not.toHaveBeenCalled()
    warn.mockRestore()
  })

  test('another module than the one that is used here is a Left that says so before tfjs has seen it', async () => {
    const threaded = `${folder()}tfjs-backend-wasm-threaded-simd.wasm`
    expect(reason(await _.startWasm({ paths: { 'tfjs-backend-wasm-simd.wasm': threaded } })())).toMatch(
      /threaded-simd\.wasm is another WebAssembly module than tfjs's tfjs-backend-wasm-simd\.wasm$/,
    )
  })

  test('a file that the host does not compile is a Left with its reason', async () => {
    const compile = vi.spyOn(WebAssembly, 'compile').mockRejectedValue(new WebAssembly.CompileError('no room for code'))
    expect(reason(await _.startWasm()())).toMatch(/tfjs-backend-wasm-simd\.wasm cannot be compiled: no room for code$/)
    compile.mockRestore()
  })

  test('a host without SIMD is a Left that says so', async () => {
    const validate = vi.spyOn(WebAssembly, 'validate').mockReturnValue(false)
    expect(reason(await _.startWasm()())).toBe('the wasm backend cannot start: this host has no WebAssembly with SIMD instructions')
    validate.mockRestore()
  })

  test('tfjs was not touched by all that', () => {
    expect(library.engine().backendName).toBeUndefined()
    expect(library.findBackend('wasm')).toBeNull()
  })
})

describe('then', () => {
  test('a start that fails inside tfjs spoils no other from the same file; why tfjs takes no other one is said', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const instantiate = vi.spyOn(WebAssembly, 'instantiate').mockRejectedValueOnce(new WebAssembly.RuntimeError('no room for memory'))
    expect(reason(await _.startWasm({ paths: folder() })())).toMatch(/^the wasm backend cannot start: tfjs could not load .*simd\.wasm; /)
    instantiate.mockRestore()
    warn.mockRestore()
    const other = `${mkdtempSync(join(tmpdir(), 'narrownet-'))}/`
    copyFileSync(`${folder()}tfjs-backend-wasm-simd.wasm`, `${other}tfjs-backend-wasm-simd.wasm`)
    expect(reason(await _.startWasm({ paths: other })())).toMatch(/ before, and until the program is loaded anew it takes no other file$/)
    rmSync(other, { recursive: true })
    expect(reason(await _.startWasm({ paths: folder(), relaxedSimd: false })())).toBe('it started')
  })

  test('a caller with the right paths is not given the failure of one with the wrong paths', async () => {
    const [wrong, started] = await Promise.all([_.startWasm({ paths: '/no/such/folder/' })(), _.startWasm({ paths: folder() })()])
    expect(reason(wrong)).toContain('cannot be read')
    expect(await doubled(right(started))).toEqual([2, 4])
  })

  test('started again, also at once, it is the same backend', async () => {
    const [first, second] = await Promise.all([_.startWasm()(), _.startWasm()()])
    expect(right(first)).toBe(right(second))
    expect(right(await _.startWasm({ winograd: true })())).toBe(right(first))
    expect(right(await _.startWasm({ paths: '/no/such/folder/' })())).toBe(right(first))
  })

  test('without Winograd it is another, on the same heap', async () => {
    const instance = library.findBackend('wasm')
    const plain = right(await _.startWasm({ winograd: false })())
    expect(plain).not.toBe(right(await _.startWasm()()))
    expect(library.findBackend('wasm')).toBe(instance)
    expect(await doubled(plain)).toEqual([2, 4])
    expect(plain.origin).toEqual({ starter: 'startWasm', options: { winograd: false } })
  })

  test('tfjs, which had chosen no backend, has this one: its own later start makes no second instance and takes no kernel away', async () => {
    const backend = right(await _.startWasm()())
    const instance = library.findBackend('wasm')
    await library.ready()
    await library.setBackend('wasm')
    expect(library.findBackend('wasm')).toBe(instance)
    expect([...(await library.add(library.tensor1d([1, 2]), 1).data())]).toEqual([2, 3])
    expect(await doubled(backend)).toEqual([2, 4])
  })
})
