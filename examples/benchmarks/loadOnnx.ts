/** onnxruntime-web out of the folder of the peers, which have a package.json of their own. */
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

export interface OnnxTensor {
  readonly data: Float32Array
  readonly dims: readonly number[]
}

export interface OnnxModel {
  readonly run: (feeds: { readonly input: OnnxTensor }) => Promise<Readonly<Record<string, OnnxTensor>>>
}

/** What is used of it. */
export interface OnnxLibrary {
  readonly open: (model: Uint8Array) => Promise<OnnxModel>
  readonly tensor: (values: Float32Array, shape: readonly number[]) => OnnxTensor
}

interface Module {
  readonly env: { readonly wasm: { numThreads: number } }
  readonly InferenceSession: { readonly create: (model: Uint8Array, options: object) => Promise<OnnxModel> }
  readonly Tensor: new (type: 'float32', values: Float32Array, shape: readonly number[]) => OnnxTensor
}

/** It takes its number of threads once, when it is loaded; `packages` is the folder with the package.json that names it. */
export const loadOnnx = async (packages: string, threads: number): Promise<OnnxLibrary> => {
  const entry = createRequire(`${packages}/package.json`).resolve('onnxruntime-web')
  const loaded = (await import(pathToFileURL(entry).href)) as Module & { readonly default?: Module }
  const { env, InferenceSession, Tensor } = loaded.default ?? loaded
  env.wasm.numThreads = threads
  return {
    open: (model) => InferenceSession.create(model, { executionProviders: ['wasm'], logSeverityLevel: 3 }),
    tensor: (values, shape) => new Tensor('float32', values, shape),
  }
}
