/** The process in which onnxruntime-web runs: loads models, runs them, tells the time it took. Arguments: threads, folder of the packages. */
import { scaled, startClock } from './interleaved.js'
import { loadOnnx, type OnnxModel, type OnnxTensor } from './loadOnnx.js'
import type { OnnxAnswer, OnnxInput, OnnxRequest } from './onnxRuntime.js'

const [threads = '1', packages = '.'] = process.argv.slice(2)
const library = await loadOnnx(packages, Number(threads))

interface Opened {
  readonly session: OnnxModel
  readonly input: OnnxTensor
}

const sessions: Opened[] = []

const answered = async ({ session, input }: Opened): Promise<Float32Array> => {
  const [first] = Object.values(await session.run({ input }))
  return first?.data ?? new Float32Array()
}

/** Only how long it takes: large outputs on their way would be felt by who is measured next. */
const run = async (session: number, times: number): Promise<OnnxAnswer> => {
  const opened = sessions[session]
  if (opened === undefined) throw new Error(`no session ${session}`)
  const clock = startClock()
  for (let at = 0; at < times; at += 1) await answered(opened)
  return { session, reading: scaled(clock(), 1 / times) }
}

const open = async (model: Uint8Array, { shape, values }: OnnxInput): Promise<OnnxAnswer> => {
  const session = await library.open(model)
  const opened = { session, input: library.tensor(values, shape) }
  const clock = startClock()
  const output = Float32Array.from(await answered(opened))
  return { session: sessions.push(opened) - 1, output, reading: clock() }
}

process.on('message', (request: OnnxRequest) => {
  const answer = 'model' in request ? open(request.model, request.input) : run(request.session, request.times)
  answer.then(
    (sent) => process.send?.(sent),
    (failure: unknown) => {
      process.stderr.write(`onnxruntime: ${String(failure)}\n`)
      process.exit(1)
    },
  )
})
