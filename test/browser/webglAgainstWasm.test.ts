// The same networks on both backends: what they answer, and what five steps make of them.
import { beforeAll, expect, test } from 'vitest'
import type { Backend } from '../../lib/engine/backend.js'
import { startWasm } from '../../lib/engine/wasm/startWasm.js'
import { startWebgl } from '../../lib/engine/webgl/startWebgl.js'
import { convnet } from '../../lib/model/convnet.js'
import { densenet } from '../../lib/model/densenet.js'
import { mlp } from '../../lib/model/mlp.js'
import { preResnet } from '../../lib/model/preResnet.js'
import { resnet } from '../../lib/model/resnet.js'
import { vgg } from '../../lib/model/vgg.js'
import { arraysOf } from '../../lib/network/arrays.js'
import { cut } from '../../lib/pruning/cut.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { planByRatio } from '../../lib/pruning/planTo.js'
import { key } from '../../lib/random/key.js'
import { train } from '../../lib/training/train.js'
import { expectClose } from '../engine/expectClose.js'
import { answersTo, right, samplesFrom } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'

let wasm: Backend
let webgl: Backend
beforeAll(async () => {
  wasm = right(await startWasm()())
  webgl = right(await startWebgl()())
})

const input = [8, 8, 3] as const
const families = {
  mlp: mlp({ input: [37], cfg: [30, 22], classes: 10 }, key(0)),
  convnet: convnet({ input, cfg: [6, 9, 10], classes: 10 }, key(0)),
  vgg: vgg({ input, cfg: [6, 'M', 9, 'M', 12], classes: 10 }, key(0)),
  resnet: resnet({ input, depth: 8, classes: 10 }, key(0)),
  preResnet: preResnet({ input, depth: 11, classes: 10 }, key(0)),
  densenet: densenet({ input, depth: 7, growth: 5, stem: 7, classes: 10 }, key(0)),
} as const

test.each(Object.entries(families))('%s answers alike, whole and pruned', async (_name, network) => {
  for (const each of [network, right(cut(right(planByRatio(l1Norm, 0.5)(network)))(network))]) {
    const values = samplesFrom(1, each.input, 3)
    expectClose(await answersTo(webgl, each, values, 3), await answersTo(wasm, each, values, 3), each.arch as string, 1e-5)
  }
})

test('five steps of ResNet-8 with Nesterov momentum, decay and sparsity end alike', async () => {
  const samples = learnable(input, 10, 20)
  const options = {
    epochs: 1,
    batchSize: 4,
    learningRate: 0.02,
    momentum: 0.9,
    nesterov: true,
    weightDecay: 1e-4,
    sparsity: { lambda: 1e-4 },
    key: key(1),
  }
  const trained = async (backend: Backend) => arraysOf(right(await train(backend, families.resnet, samples, options)()))
  const [expected, found] = [await trained(wasm), await trained(webgl)]
  expect(found.length).toBeGreaterThan(30)
  found.forEach(({ path, values }, at) => expectClose(values, expected[at]?.values ?? [], path, 1e-5))
})

test('a worker of the page has a GPU too', async () => {
  const worker = new Worker(new URL('./webglWorker.ts', import.meta.url), { type: 'module' })
  const found = await new Promise<unknown>((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = ({ message }) => reject(new Error(message))
  })
  worker.terminate()
  const network = mlp({ input: [6], cfg: [5], classes: 3 }, key(0))
  expectClose(found as Float32Array, await answersTo(wasm, network, samplesFrom(1, [6], 2), 2), 'answers', 1e-5)
})
