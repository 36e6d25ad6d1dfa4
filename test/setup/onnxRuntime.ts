/** onnxruntime-web, where the benchmarks' peers are installed: another program that reads what we write. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { loadOnnx, type OnnxLibrary } from '../../examples/benchmarks/loadOnnx.js'
import type { Tensor } from '../../lib/index.js'

const packages = fileURLToPath(new URL('../../examples/benchmarks', import.meta.url))

/** Whether there is one; without it its tests are skipped. */
export const isInstalled = existsSync(`${packages}/node_modules/onnxruntime-web`)

let loading: Promise<OnnxLibrary> | undefined

/** What it answers to a batch, by the names of the outputs. */
export const onnxRuntime = async (file: Uint8Array, { shape, values }: Tensor): Promise<Readonly<Record<string, Tensor>>> => {
  const library = await (loading ??= loadOnnx(packages, 1))
  const model = await library.open(file)
  const answers = await model.run({ input: library.tensor(values, shape) })
  return Object.fromEntries(Object.entries(answers).map(([name, { dims, data }]) => [name, { shape: dims, values: data }]))
}
