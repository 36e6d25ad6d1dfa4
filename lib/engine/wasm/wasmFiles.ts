/**
 * Where tfjs's .wasm file is, looked at before tfjs is started: a start that fails inside tfjs warns on the console and, for some
 * failures, can never be tried again in the same realm.
 */
import { either as E } from 'fp-ts'

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

/** The Node modules we need, without an import that a bundler for pages would follow. */
interface NodeModules {
  readonly createRequire: (from: string) => { readonly resolve: (name: string) => string }
  readonly readFile: Read
}

const nodeModules = (): NodeModules | undefined => {
  const { process } = globalThis as {
    readonly process?: { readonly versions?: { readonly node?: string }; readonly getBuiltinModule?: (name: string) => unknown }
  }
  if (process?.versions?.node === undefined || process.getBuiltinModule === undefined) return undefined
  const { createRequire } = process.getBuiltinModule('node:module') as Pick<NodeModules, 'createRequire'>
  const { readFile } = process.getBuiltinModule('node:fs/promises') as Pick<NodeModules, 'readFile'>
  return { createRequire, readFile }
}

/** Whether this file runs in Node as a part of another: tfjs, bundled too, looks for its files where the bundle lies. */
export const isBundledForNode = (): boolean => nodeModules() !== undefined && !/\/wasmFiles\.[jt]s(\?|$)/.test(String(import.meta.url))

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))

const isWasm = (bytes: Uint8Array): boolean => bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d

/** The path, if there is a whole .wasm file. */
const checked = async (path: string, read: Read): Promise<E.Either<string, string>> => {
  try {
    const bytes = await read(path)
    if (!isWasm(bytes)) return E.left(`${path} is not a WebAssembly file`)
    return WebAssembly.validate(bytes) ? E.right(path) : E.left(`${path} is a broken WebAssembly file`)
  } catch (thrown) {
    return E.left(`${path} cannot be read: ${messageOf(thrown)}`)
  }
}

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
    const found = await checked(path === undefined ? ownCopy() : absolute(path), fetched)
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
  const node = nodeModules()
  return node === undefined ? filesOfPage(paths) : filesOfNode(paths, node)
}
