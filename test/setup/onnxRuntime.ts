/** onnxruntime-web, where the benchmarks' peers are installed: another program that reads what we write. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Tensor } from '../../lib/index.js'

interface OnnxTensor {
  readonly data: Float32Array
  readonly dims: readonly number[]
}
interface Session {
  readonly run: (feeds: { readonly input: OnnxTensor }) => Promise<Readonly<Record<string, OnnxTensor>>>
}
interface Runtime {
  readonly env: { readonly wasm: { numThreads: number } }
  readonly InferenceSession: { readonly create: (model: Uint8Array, options: object) => Promise<Session> }
  readonly Tensor: new (type: 'float32', values: Float32Array, shape: readonly number[]) => OnnxTensor
}

const packages = fileURLToPath(new URL('../../examples/benchmarks', import.meta.url))
const entry = existsSync(`${packages}/node_modules/onnxruntime-web`)
  ? createRequire(`${packages}/package.json`).resolve('onnxruntime-web')
  : undefined

/** Whether there is one; without it its tests are skipped. */
export const isInstalled = entry !== undefined

let loading: Promise<Runtime> | undefined
const load = async (): Promise<Runtime> => {
  const loaded = (await import(pathToFileURL(entry ?? '').href)) as Runtime & { readonly default?: Runtime }
  const runtime = loaded.default ?? loaded
  runtime.env.wasm.numThreads = 1
  return runtime
}

/** What it answers to a batch, by the names of the outputs. */
export const onnxRuntime = async (
  model: Uint8Array,
  { shape, values }: Tensor,
): Promise<Readonly<Record<string, { readonly shape: readonly number[]; readonly values: Float32Array }>>> => {
  const runtime = await (loading ??= load())
  const session = await runtime.InferenceSession.create(model, { executionProviders: ['wasm'], logSeverityLevel: 3 })
  const answers = await session.run({ input: new runtime.Tensor('float32', values, shape) })
  return Object.fromEntries(Object.entries(answers).map(([name, { dims, data }]) => [name, { shape: dims, values: data }]))
}
