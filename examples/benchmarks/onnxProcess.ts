/** The process in which onnxruntime-web runs: loads models, runs them, tells the time it took. Arguments: threads, folder of the packages. */
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { scaled, startClock } from './interleaved.js'
import type { OnnxAnswer, OnnxInput, OnnxRequest } from './onnxRuntime.js'

interface OnnxTensor {
  readonly data: Float32Array
}
interface Session {
  readonly run: (feeds: { readonly input: OnnxTensor }) => Promise<Record<string, OnnxTensor>>
}
interface Runtime {
  readonly env: { readonly wasm: { numThreads: number } }
  readonly InferenceSession: { readonly create: (model: Uint8Array, options: object) => Promise<Session> }
  readonly Tensor: new (type: 'float32', values: Float32Array, shape: readonly number[]) => OnnxTensor
}

const [threads = '1', packages = '.'] = process.argv.slice(2)
const entry = createRequire(`${packages}/package.json`).resolve('onnxruntime-web')
const loaded = (await import(pathToFileURL(entry).href)) as Runtime & { readonly default?: Runtime }
const runtime = loaded.default ?? loaded
runtime.env.wasm.numThreads = Number(threads)

const sessions: { readonly session: Session; readonly input: OnnxTensor }[] = []

const run = async (session: number, times: number): Promise<OnnxAnswer> => {
  const opened = sessions[session]
  if (opened === undefined) throw new Error(`no session ${session}`)
  let output = new Float32Array()
  const clock = startClock()
  for (let at = 0; at < times; at += 1) {
    const [first] = Object.values(await opened.session.run({ input: opened.input }))
    output = Float32Array.from(first?.data ?? [])
  }
  return { session, output, reading: scaled(clock(), 1 / times) }
}

const open = async (model: Uint8Array, { shape, values }: OnnxInput): Promise<OnnxAnswer> => {
  const session = await runtime.InferenceSession.create(model, { executionProviders: ['wasm'], logSeverityLevel: 3 })
  sessions.push({ session, input: new runtime.Tensor('float32', values, shape) })
  return run(sessions.length - 1, 1)
}

process.on('message', (request: OnnxRequest) => {
  const answered = 'model' in request ? open(request.model, request.input) : run(request.session, request.times)
  answered.then(
    (answer) => process.send?.(answer),
    (failure: unknown) => {
      process.stderr.write(`onnxruntime: ${String(failure)}\n`)
      process.exit(1)
    },
  )
})
