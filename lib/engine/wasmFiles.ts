/**
 * Where tfjs's .wasm files are, looked at before tfjs is started: a start that fails inside tfjs warns on the console and, for some
 * failures, can never be tried again in the same realm.
 */
import { either as E } from 'fp-ts'

/** The names under which tfjs asks for its three builds; only the SIMD one is ever used here, but tfjs wants a URL for each. */
export const binaryNames = {
  plain: 'tfjs-backend-wasm.wasm',
  simd: 'tfjs-backend-wasm-simd.wasm',
  threadedSimd: 'tfjs-backend-wasm-threaded-simd.wasm',
} as const

/** A URL that the three names are appended to, or one URL for each name. */
export type WasmPaths = string | Readonly<Record<(typeof binaryNames)[keyof typeof binaryNames], string>>

/** The Node modules we need, without an import that a bundler for pages would follow. */
interface NodeModules {
  readonly createRequire: (from: string) => { readonly resolve: (name: string) => string }
  readonly readFile: (path: string) => Promise<Uint8Array<ArrayBuffer>>
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

/** A page's relative URLs made absolute: in a worker they would be relative to the worker's script. */
export const absolutePaths = (paths: WasmPaths): WasmPaths => {
  const { document } = globalThis as { readonly document?: { readonly baseURI: string } }
  if (document === undefined || nodeModules() !== undefined) return paths
  const absolute = (path: string): string => new URL(path, document.baseURI).href
  return typeof paths === 'string'
    ? absolute(paths)
    : {
        [binaryNames.plain]: absolute(paths[binaryNames.plain]),
        [binaryNames.simd]: absolute(paths[binaryNames.simd]),
        [binaryNames.threadedSimd]: absolute(paths[binaryNames.threadedSimd]),
      }
}

const isWasm = (bytes: Uint8Array): boolean => bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d

const simdPath = (paths: WasmPaths): string => (typeof paths === 'string' ? paths + binaryNames.simd : paths[binaryNames.simd])

const checked = async (
  paths: WasmPaths,
  read: (path: string) => Promise<Uint8Array<ArrayBuffer>>,
): Promise<E.Either<string, WasmPaths>> => {
  const path = simdPath(paths)
  try {
    const bytes = await read(path)
    if (!isWasm(bytes)) return E.left(`${path} is not a WebAssembly file`)
    return WebAssembly.validate(bytes) ? E.right(paths) : E.left(`${path} is a broken WebAssembly file`)
  } catch (thrown) {
    return E.left(`${path} cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
  }
}

const fetched = async (path: string): Promise<Uint8Array<ArrayBuffer>> => {
  const response = await fetch(path, { credentials: 'same-origin' })
  return response.ok ? new Uint8Array(await response.arrayBuffer()) : Promise.reject(new Error(`the server answered ${response.status}`))
}

/** The paths for tfjs; undefined where it must look beside its own script; a reason where there is no such file. */
export const wasmFiles = async (paths: WasmPaths | undefined): Promise<E.Either<string, WasmPaths | undefined>> => {
  const node = nodeModules()
  if (node === undefined) return paths === undefined ? E.right(undefined) : checked(paths, fetched)
  if (paths !== undefined) return checked(paths, node.readFile)
  try {
    const main = node.createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
    return await checked(main.replace(/[^/\\]*$/, ''), node.readFile)
  } catch {
    return E.left('the package @tensorflow/tfjs-backend-wasm is not installed')
  }
}
