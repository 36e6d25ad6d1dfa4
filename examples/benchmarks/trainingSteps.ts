/** Whole training steps: loss, gradients and update (momentum 0.9, weight decay 1e-4) of one batch that is there already. */
import { either as E } from 'fp-ts'
import { type AnyNetwork, type Backend, crossEntropy, key, sgd } from 'narrownet'
import { releaseState, uploadState } from '../../lib/training/deviceState.js'
import { step } from '../../lib/training/step.js'
import { type Benchmark, type Engines, patienceOf } from './benchmark.js'
import { type Contestant, scaled, timed } from './interleaved.js'
import { resNet, startConvnet, vgg16 } from './networks.js'
import { networkWork } from './networkWork.js'
import { measuredRow, type Row } from './row.js'
import { stockNetwork } from './stockNetwork.js'
import type { Tfjs } from './stockTfjs.js'
import { sizeOf, values } from './values.js'

const options = {
  optimizer: sgd({ momentum: 0.9 }),
  loss: crossEntropy(),
  learningRate: 1e-4,
  weightDecay: 1e-4,
  step: 1,
  undecayed: new Set<string>(),
  clip: undefined,
  average: undefined,
  lambda: 0,
  sparse: new Set<string>(),
  key: key(0),
}

const labelsFor = (batch: number): Uint16Array => Uint16Array.from({ length: batch }, (_, at) => at % 10)

const right = <A>(result: E.Either<unknown, A>): A => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

const ownStep = (backend: Backend, network: AnyNetwork, batch: number): Contestant => {
  const shape: [number, ...number[]] = [batch, ...network.input]
  const samples = { input: { shape, values: values(sizeOf(shape)) }, wanted: { labels: labelsFor(batch), weight: batch, answers: batch } }
  let state = right(backend.scope(() => uploadState(backend, network.nodes, {})))
  return {
    run: () => {
      const next = right(step(backend, network.nodes, state, [samples], options))
      releaseState(backend, state)
      backend.release(next.outcome)
      state = next.state
    },
    end: () => releaseState(backend, state),
  }
}

/** On a part of the batch, multiplied: a whole one takes tfjs many seconds. */
const stockStep = (tf: Tfjs, network: AnyNetwork, batch: number, part: number): Contestant => {
  const count = batch / part
  const input = tf.tensor(values(count * sizeOf(network.input)), [count, ...network.input])
  const oneHot = new Float32Array(count * 10)
  labelsFor(count).forEach((label, sample) => {
    oneHot[sample * 10 + label] = 1
  })
  const labels = tf.tensor(oneHot, [count, 10])
  const stock = stockNetwork(tf, network)
  return {
    run: () =>
      scaled(
        timed(() => stock.step(input, labels)),
        part,
      ),
    rounds: 2,
    warmUp: 1,
    end: () => {
      tf.dispose([input, labels])
      stock.end()
    },
  }
}

interface StepCase {
  readonly name: string
  readonly network: () => AnyNetwork
  readonly batch: number
  /** into how many parts a batch is cut for tfjs */
  readonly stockParts: number
}

const measure =
  ({ name, network: make, batch: full, stockParts }: StepCase) =>
  (engines: Engines): Promise<Row> => {
    const network = make()
    const { narrownet, direct, tf, quick } = engines
    const batch = quick ? 2 : full
    return measuredRow({
      group: 'step',
      name,
      work: networkWork(network, batch, true),
      own: ownStep(narrownet, network, batch),
      others: {
        ...(direct && { 'narrownet, no Winograd': ownStep(direct, network, batch) }),
        ...(tf && { 'stock tfjs': stockStep(tf, network, batch, stockParts) }),
      },
      patience: patienceOf(engines, 3000),
    })
  }

const cases: readonly StepCase[] = [
  { name: 'ResNet-20, batch 64', network: () => resNet(3), batch: 64, stockParts: 16 },
  { name: 'VGG-16, batch 32', network: vgg16, batch: 32, stockParts: 32 },
  { name: 'ConvNet, batch 64', network: startConvnet, batch: 64, stockParts: 16 },
]

/** Every training step. */
export const trainingSteps: readonly Benchmark[] = cases.map((each) => ({ group: 'step', name: each.name, measure: measure(each) }))
