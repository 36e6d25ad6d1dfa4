/** Whole networks answering a batch. The peers compute the same network, and their answers are compared with ours before anybody is timed. */
import { either as E, type taskEither as TE } from 'fp-ts'
import { permuted } from '../../lib/export/permuted.js'
import { type AnyNetwork, type Backend, encodeOnnx, folded, forward, frozen, type Shape, type Tensor, tensor } from 'narrownet'
import { type Benchmark, type Engines, patienceOf } from './benchmark.js'
import type { Contestant } from './interleaved.js'
import { resNet, vgg16 } from './networks.js'
import { networkWork } from './networkWork.js'
import type { OnnxSession } from './onnxRuntime.js'
import { measuredRow, type Row } from './row.js'
import { stockNetwork } from './stockNetwork.js'
import type { Tfjs } from './stockTfjs.js'
import { sizeOf, values } from './values.js'

const tolerance = 1e-3

const agree = (peer: string, ours: Float32Array, theirs: Float32Array): void => {
  const largest = ours.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const worst = ours.reduce((most, value, at) => Math.max(most, Math.abs(value - (theirs[at] ?? Number.NaN))), 0)
  if (!(worst <= tolerance * largest)) throw new Error(`${peer} answers otherwise: off by ${worst} where the largest logit is ${largest}`)
}

type Answering = (backend: Backend, network: AnyNetwork, shape: readonly number[], input: Float32Array) => () => Promise<Float32Array>

const asked =
  (ask: (backend: Backend, network: AnyNetwork) => (batch: Tensor<Shape>) => TE.TaskEither<unknown, Tensor<Shape>>): Answering =>
  (backend, network, shape, input) => {
    const answer = ask(backend, network)
    return async () => {
      const batch = tensor(shape, input)
      if (E.isLeft(batch)) throw new Error(JSON.stringify(batch.left))
      const found = await answer(batch.right)()
      if (E.isLeft(found)) throw new Error(JSON.stringify(found.left))
      return found.right.values
    }
  }

const byForward = asked((backend, network) => (batch) => forward(backend, network, batch))
const byFrozen = asked((backend, network) => frozen(backend, network))

const stock = async (
  tf: Tfjs,
  network: AnyNetwork,
  shape: readonly number[],
  input: Float32Array,
  ours: Float32Array,
): Promise<Contestant> => {
  const held = stockNetwork(tf, network)
  const x = tf.tensor(input, shape)
  const answer = async (): Promise<Float32Array> => {
    const logits = held.forward(x)
    const read = await logits.data()
    logits.dispose()
    return read
  }
  agree('tfjs', ours, await answer())
  return {
    run: async () => {
      await answer()
    },
    end: () => {
      held.end()
      x.dispose()
    },
  }
}

interface InferenceCase {
  readonly name: string
  readonly network: () => AnyNetwork
  readonly batch: number
  /** what it was pruned from */
  readonly whole?: () => AnyNetwork
  readonly isFrozen: boolean
}

const measure =
  ({ name, network: make, batch: full, whole, isFrozen }: InferenceCase) =>
  async (engines: Engines): Promise<Row> => {
    const network = make()
    const { narrownet, direct, tf, onnx, quick } = engines
    const batch = quick ? 2 : full
    const shape = [batch, ...network.input]
    const input = values(sizeOf(shape))
    const answering = isFrozen ? byFrozen : byForward
    const own = answering(narrownet, network, shape, input)
    const ours = await own()
    const opened = async (threads: 'one' | 'all'): Promise<OnnxSession | undefined> => {
      const [height = 0, width = 0, channels = 0] = network.input
      const flipped = { shape: [batch, channels, height, width], values: permuted(input, [batch, height, width, channels], [0, 3, 1, 2]) }
      const session = await onnx?.[threads].open(encodeOnnx(network), flipped)
      if (session !== undefined) agree('onnxruntime', ours, session.output)
      return session
    }
    const [one, all] = [await opened('one'), await opened('all')]
    const contestant = (run: () => Promise<Float32Array>): Contestant => ({
      run: async () => {
        await run()
      },
    })
    return measuredRow({
      group: 'inference',
      name,
      work: { ...networkWork(network, batch, false), ...(isFrozen && { bytes: 0 }) },
      own: contestant(own),
      others: {
        ...(isFrozen && { 'narrownet, forward': contestant(byForward(narrownet, network, shape, input)) }),
        ...(direct && !isFrozen && { 'narrownet, no Winograd': contestant(answering(direct, network, shape, input)) }),
        ...(tf && !isFrozen && { 'stock tfjs': await stock(tf, network, shape, input, ours) }),
        ...(tf && isFrozen && { 'stock tfjs, folded': await stock(tf, folded(network), shape, input, ours) }),
        ...(one && { 'onnxruntime, 1 thread': { run: one.run } }),
        ...(all && { 'onnxruntime, all threads': { run: all.run, clock: 'wall' as const } }),
        ...(whole && { 'not pruned': contestant(answering(narrownet, whole(), shape, input)) }),
      },
      patience: patienceOf(engines, 6000),
    })
  }

const thin = [6, 22, 57] as const

const cases: readonly Omit<InferenceCase, 'isFrozen'>[] = [
  { name: 'ResNet-20, batch 64', network: () => resNet(3), batch: 64 },
  { name: 'ResNet-56, batch 1', network: () => resNet(9), batch: 1 },
  { name: 'ResNet-56 6/22/57, batch 1', network: () => resNet(9, thin), batch: 1, whole: () => resNet(9) },
  { name: 'ResNet-56, batch 64', network: () => resNet(9), batch: 64 },
  { name: 'ResNet-56 6/22/57, batch 64', network: () => resNet(9, thin), batch: 64, whole: () => resNet(9) },
  { name: 'VGG-16, batch 1', network: vgg16, batch: 1 },
  { name: 'VGG-16, batch 16', network: vgg16, batch: 16 },
]

/** Every inference. */
export const inferences: readonly Benchmark[] = [false, true].flatMap((isFrozen) =>
  cases.map((each) => {
    const name = isFrozen ? `${each.name}, frozen` : each.name
    return { group: 'inference', name, measure: measure({ ...each, name, isFrozen }) }
  }),
)
