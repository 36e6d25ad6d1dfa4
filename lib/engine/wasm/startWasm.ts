/**
 * Starting the WASM backend, in Node and in a page.
 *
 * tfjs binds its kernels to one WASM instance for each JavaScript realm, so this starts tfjs's own and leaves the backend that somebody else
 * chose there as it found it. Started twice with the same `winograd`, also at once, it gives the same backend; a start that failed may be tried again, with other paths say.
 */
import { either as E, type taskEither as TE } from 'fp-ts'
import { anObject, aString, either, type Kinds, optional, trueOrFalse } from '../../shape/kind.js'
import { checkedOptions } from '../../shape/options.js'
import type { Backend } from '../backend.js'
import { backendOn } from '../backendOn.js'
import type { EngineError } from '../engineError.js'
import { leavingNoListeners } from './leavingNoListeners.js'
import type { TensorLibrary, WasmBackend } from './tensorLibrary.js'
import { wasmDevice } from './wasmDevice.js'
import { wasmEngine } from './wasmEngine.js'
import { binaryName, isBundledForNode, wasmFiles, type WasmPaths } from './wasmFiles.js'
// last: its binary, in the middle of a bundle, would keep what stands before it from what packs the rest
import { hasRelaxedSimd, simdKernels } from './simd/simdKernels.js'

export type { WasmPaths }

/** The options of `startWasm`. */
export interface WasmOptions {
  /**
   * Where a page finds the files it loads while it runs: `tfjs-backend-wasm-simd.wasm`, and with several `workers` also `pageWorker.js`. Either the
   * URL of each, or one URL to put before the .wasm file's name. Vite and webpack put both files in their place, so that no `paths` are needed.
   * In Node they are found by themselves.
   */
  readonly paths?: WasmPaths | undefined
  /**
   * 3x3 convolutions with stride 1 by Winograd's F(4x4, 3x3), which is two to three times as fast; default true. Its rounding error is some
   * 1e-5 of the largest value (1e-6 without), and a NaN spreads over a tile of 4x4 outputs.
   */
  readonly winograd?: boolean | undefined
  /**
   * Products by relaxed SIMD where the host has it (Chromium and Node 22 and 24 have, Node 20 has not); default true. Hosts with it and hosts without
   * it round differently. With false every host that runs the same network comes to the same bits.
   */
  readonly relaxedSimd?: boolean | undefined
}

const advice = 'a bundle for Node leaves narrownet out: esbuild does by --external:narrownet'

const unavailable = (why: string): E.Either<EngineError, never> =>
  E.left({ _tag: 'BackendUnavailable', backend: 'wasm', reason: isBundledForNode() ? `${why}; ${advice}` : why })

const reasonOf = (thrown: unknown): string =>
  typeof thrown === 'object' && thrown !== null && 'message' in thrown ? String(thrown.message) : String(thrown)

/** The shortest module with a SIMD instruction. */
const simdModule = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 9, 1, 7, 0, 65, 0, 253, 15, 26, 11)

const hasSimd = (): boolean => typeof WebAssembly === 'object' && WebAssembly.validate(simdModule)

/**
 * tfjs's WASM backend, started. The backend that was current stays so; where none was, WASM becomes it, because a later `tf.ready()` would
 * else start a second instance and bind every kernel to that one, under our feet.
 */
const wasmInstance = async (library: TensorLibrary): Promise<WasmBackend | undefined> => {
  const before = library.getBackend() ?? 'wasm'
  const started = await leavingNoListeners(() => library.setBackend('wasm'))
  const backend = started ? (library.findBackend('wasm') as WasmBackend) : undefined
  if (before !== 'wasm') await library.setBackend(before)
  return backend
}

let told: string | undefined

/** Tells tfjs where its file is; why not, where it takes no more. Once a start has failed inside tfjs it keeps the path that it was told last. */
const toldPath = (binary: string, setWasmPaths: (paths: Readonly<Record<string, string>>) => void): string | undefined => {
  if (binary === told) return undefined
  try {
    // tfjs wants a URL for each of its builds, and uses this one.
    setWasmPaths({ 'tfjs-backend-wasm.wasm': binary, [binaryName]: binary, 'tfjs-backend-wasm-threaded-simd.wasm': binary })
    told = binary
    return undefined
  } catch {
    return `tfjs failed to start from ${told ?? 'another file'} before, and until the program is loaded anew it takes no other file`
  }
}

const start = async (options: WasmOptions): Promise<E.Either<EngineError, Backend>> => {
  if (!hasSimd()) return unavailable('this host has no WebAssembly with SIMD instructions')
  const files = await wasmFiles(options.paths)
  if (E.isLeft(files)) return unavailable(files.left)
  // its own declarations fail strict consumers: what we use of it is typed in tensorLibrary.ts
  const library = (await import('@tensorflow/tfjs-core')) as unknown as TensorLibrary
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm')
  // In a minified bundle on a cross-origin-isolated page the threaded build never answers: it puts its own source text into a worker.
  library.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false)
  if (library.findBackend === undefined) return unavailable('@tensorflow/tfjs-core is not the version this was made for')
  const { binary, paths, worker } = files.right
  const refused = toldPath(binary, setWasmPaths)
  if (refused !== undefined) return unavailable(refused)
  const backend = await wasmInstance(library)
  return backend === undefined
    ? unavailable(`tfjs could not load ${binary}; its warning on the console says why`)
    : E.right(
        backendOn(
          wasmDevice(
            library,
            backend,
            await simdKernels(backend.wasm.asm.memory, { relaxed: (options.relaxedSimd ?? true) && hasRelaxedSimd() }),
          ),
          wasmEngine({ winograd: options.winograd ?? true }),
          { starter: 'startWasm', options: { ...options, ...(paths && { paths }) }, ...(worker && { worker }) },
        ),
      )
}

/** Starts by the options that make another backend. */
const starting = new Map<string, Promise<E.Either<EngineError, Backend>>>()

let last: Promise<unknown> = Promise.resolve()

/** One start after the other: of two at once tfjs makes two WASM instances and then gives up the first. */
const startInTurn = (options: WasmOptions): Promise<E.Either<EngineError, Backend>> => {
  const attempt = last.then(() => start(options)).catch((thrown: unknown) => unavailable(reasonOf(thrown)))
  last = attempt
  return attempt
}

/**
 * Start the WASM backend: WebAssembly with SIMD, one thread.
 *
 * A `Left` with `BackendUnavailable` says why it cannot run here: no SIMD, no @tensorflow/tfjs-backend-wasm, a .wasm file that is missing or
 * not a .wasm file (a development server that answers with its index page).
 *
 * @example
 * const backend = await startWasm()()
 * E.isRight(backend) // => true
 */
export const startWasm = (given: WasmOptions = {}): TE.TaskEither<EngineError, Backend> => {
  const options = checkedOptions('startWasm', wasmKinds, given)
  return async () => {
    const which = JSON.stringify([options.winograd ?? true, options.relaxedSimd ?? true])
    const running = starting.get(which)
    const attempt = running ?? startInTurn(options)
    starting.set(which, attempt)
    const result = await attempt
    if (E.isRight(result)) return result
    if (starting.get(which) === attempt) starting.delete(which)
    // That another caller's start failed, for its paths say, need not be so for this one's.
    return running === undefined ? result : startWasm(options)()
  }
}

/** What each option holds. */
export const wasmKinds: Kinds<WasmOptions> = {
  paths: optional(either(aString, anObject<Exclude<WasmPaths, string>>())),
  winograd: optional(trueOrFalse),
  relaxedSimd: optional(trueOrFalse),
}
