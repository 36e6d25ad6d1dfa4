/** Everybody started: narrownet twice, and the peers. */
import { fileURLToPath } from 'node:url'
import { either as E } from 'fp-ts'
import { type Backend, startWasm } from 'narrownet'
import type { Engines } from './benchmark.js'
import { installPeers } from './installPeers.js'
import { jaxConvolution } from './jaxConvolution.js'
import { onnxRuntime } from './onnxRuntime.js'
import { stockTfjs } from './stockTfjs.js'

/** Where the peers' package.json is, seen from the built file. */
export const packages = fileURLToPath(new URL('../../../examples/benchmarks', import.meta.url))

const backend = async (winograd: boolean): Promise<Backend> => {
  const started = await startWasm({ winograd })()
  if (E.isLeft(started)) throw new Error(JSON.stringify(started.left))
  return started.right
}

/** For a smoke run, narrownet alone. */
export const startEngines = async (quick: boolean, threads: number): Promise<Engines> => {
  const narrownet = await backend(true)
  if (quick) return { narrownet, direct: undefined, tf: undefined, onnx: undefined, jax: undefined, quick }
  const direct = await backend(false)
  const tf = await stockTfjs()
  const peers = installPeers(packages)
  const onnx = peers ? { one: onnxRuntime(1, packages), all: onnxRuntime(threads, packages) } : undefined
  return { narrownet, direct, tf, onnx, jax: peers ? await jaxConvolution(packages) : undefined, quick }
}
