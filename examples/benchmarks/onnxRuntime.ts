/** onnxruntime-web, in a process of its own for each number of threads: it takes that number once, when it starts. */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Reading } from './interleaved.js'

/** A batch for a model. */
export interface OnnxInput {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** What the process is asked. */
export type OnnxRequest = { readonly model: Uint8Array; readonly input: OnnxInput } | { readonly session: number; readonly times: number }

/** What it answers. */
export interface OnnxAnswer {
  readonly session: number
  /** of a model that was opened */
  readonly output?: Float32Array
  /** of one run */
  readonly reading: Reading
}

/** A model that was loaded. */
export interface OnnxSession {
  /** what it computes from its input */
  readonly output: Float32Array
  readonly run: () => Promise<Reading>
}

/** A started onnxruntime. */
export interface OnnxRuntime {
  readonly open: (model: Uint8Array, input: OnnxInput) => Promise<OnnxSession>
  readonly close: () => void
}

/** Start it; `packages` is the folder with the package.json that names it. */
export const onnxRuntime = (threads: number, packages: string): OnnxRuntime => {
  const script = fileURLToPath(new URL('./onnxProcess.js', import.meta.url))
  const child = fork(script, [String(threads), packages], { serialization: 'advanced', execArgv: [] })
  const ask = (request: OnnxRequest): Promise<OnnxAnswer> =>
    new Promise((resolve, reject) => {
      const failed = (code: unknown): void => reject(new Error(`onnxruntime ended (${String(code)})`))
      child.once('exit', failed)
      child.once('message', (answer) => {
        child.off('exit', failed)
        resolve(answer as OnnxAnswer)
      })
      child.send(request)
    })
  return {
    open: async (model, input) => {
      const { session, output = new Float32Array() } = await ask({ model, input })
      return { output, run: async () => (await ask({ session, times: 1 })).reading }
    },
    close: () => child.kill(),
  }
}
