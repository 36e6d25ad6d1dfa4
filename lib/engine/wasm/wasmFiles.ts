/**
 * Where tfjs's .wasm file is, looked at before tfjs is started: a start that fails inside tfjs warns on the console and, for some
 * failures, can never be tried again in the same realm.
 */
import { either as E } from 'fp-ts'
import { builtinModules } from '../builtinModules.js'

/** The one of tfjs's three builds that is used here: SIMD, one thread. */
export const binaryName = 'tfjs-backend-wasm-simd.wasm'

/** The script of a page's worker: `fit` starts it, but only a start knows where a page has its files. */
export const workerName = 'pageWorker.js'

/** The URL of each file that a page finds elsewhere than beside its scripts; or a URL to put before the .wasm file's name. */
export type WasmPaths = string | { readonly [binaryName]?: string; readonly [workerName]?: string }

/** What a start found: tfjs's file, and the paths by which a worker of this page finds the same. */
export interface WasmFiles {
  readonly binary: string
  readonly paths: WasmPaths | undefined
  /** undefined: beside the library's script */
  readonly worker: string | undefined
}

type Read = (path: string) => Promise<Uint8Array<ArrayBuffer>>

/** The Node modules we need. */
interface NodeModules {
  readonly createRequire: (from: string) => { readonly resolve: (name: string) => string }
  readonly readFile: Read
}

const nodeModules = (builtin: (name: string) => unknown): NodeModules => {
  const { createRequire } = builtin('node:module') as Pick<NodeModules, 'createRequire'>
  const { readFile } = builtin('node:fs/promises') as Pick<NodeModules, 'readFile'>
  return { createRequire, readFile }
}

/** Whether this file runs in Node as a part of another: tfjs, bundled too, looks for its files where the bundle lies. */
export const isBundledForNode = (): boolean => builtinModules() !== undefined && !/\/wasmFiles\.[jt]s(\?|$)/.test(String(import.meta.url))

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))

const isWasm = (bytes: Uint8Array): boolean => bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d

/** Whether tfjs can start from it: with its build for several threads, which takes its memory from outside, it fails for good. */
const isOfTfjs = (module: WebAssembly.Module): boolean => {
  const names = WebAssembly.Module.exports(module).map(({ name }) => name)
  return ['memory', 'init'].every((name) => names.includes(name))
}

/** The path, if there is a whole .wasm file, which may be compiled here; `wayOut` is said where it may not. */
const checked = async (path: string, read: Read, wayOut = ''): Promise<E.Either<string, string>> => {
  try {
    const bytes = await read(path)
    if (!isWasm(bytes)) return E.left(`${path} is not a WebAssembly file`)
    if (!WebAssembly.validate(bytes)) return E.left(`${path} is a broken WebAssembly file`)
    return await WebAssembly.compile(bytes).then(
      (module) => (isOfTfjs(module) ? E.right(path) : E.left(`${path} is another WebAssembly module than tfjs's ${binaryName}`)),
      (thrown) => E.left(`${path} cannot be compiled: ${messageOf(thrown)}${wayOut}`),
    )
  } catch (thrown) {
    return E.left(`${path} cannot be read: ${messageOf(thrown)}`)
  }
}

/** A page's policy forbids to compile what it does not name. */
const policy = "; a Content-Security-Policy allows it by script-src 'wasm-unsafe-eval'"

const fetched: Read = async (path) => {
  const response = await fetch(path, { credentials: 'same-origin' })
  return response.ok ? new Uint8Array(await response.arrayBuffer()) : Promise.reject(new Error(`the server answered ${response.status}`))
}

const binaryPath = (paths: WasmPaths | undefined): string | undefined =>
  typeof paths === 'string' ? paths + binaryName : paths?.[binaryName]

const workerPath = (paths: WasmPaths | undefined): string | undefined => (typeof paths === 'string' ? undefined : paths?.[workerName])

/** A copy of tfjs's file lies beside this one. Written exactly so: Vite, webpack and others find the file by this pattern. */
const ownCopy = (): string => new URL('./tfjs-backend-wasm-simd.wasm', import.meta.url).href

const hint = `startWasm({ paths: { '${binaryName}': url } }) says where this page has it`

const filesOfPage = async (given: WasmPaths | undefined): Promise<E.Either<string, WasmFiles>> => {
  // Relative to the page: in a worker a URL would be relative to the worker's script.
  const { document } = globalThis as { readonly document?: { readonly baseURI: string } }
  const absolute = (path: string): string => (document === undefined ? path : new URL(path, document.baseURI).href)
  const path = binaryPath(given)
  const worker = workerPath(given)
  try {
    const found = await checked(path === undefined ? ownCopy() : absolute(path), fetched, policy)
    if (E.isLeft(found)) return path === undefined ? E.left(`${found.left}; ${hint}`) : found
    return E.right({
      binary: found.right,
      paths: { [binaryName]: found.right },
      worker: worker === undefined ? undefined : absolute(worker),
    })
  } catch {
    // A classic script has no `import.meta.url`.
    return E.left(`the page's script does not know its own URL, so ${binaryName} cannot be looked for beside it; ${hint}`)
  }
}

const filesOfNode = async (
  given: WasmPaths | undefined,
  { createRequire, readFile }: NodeModules,
): Promise<E.Either<string, WasmFiles>> => {
  const path = binaryPath(given)
  const files = (binary: string): WasmFiles => ({ binary, paths: given, worker: undefined })
  if (path !== undefined) return E.map(files)(await checked(path, readFile))
  try {
    const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
    return E.map(files)(await checked(main.replace(/[^/\\]*$/, binaryName), readFile))
  } catch {
    return E.left('the package @tensorflow/tfjs-backend-wasm is not installed')
  }
}

/** The files for tfjs and for workers, or the reason why there are none. */
export const wasmFiles = (paths: WasmPaths | undefined): Promise<E.Either<string, WasmFiles>> => {
  const builtin = builtinModules()
  if (builtin === undefined) return filesOfPage(paths)
  return E.isLeft(builtin) ? Promise.resolve(builtin) : filesOfNode(paths, nodeModules(builtin.right))
}
