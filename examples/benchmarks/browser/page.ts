/** What runs in the page: each engine on each piece of work. `measure.ts` bundles and starts it, and calls `measureAll`. */
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js'
import '@tensorflow/tfjs-backend-webgl'
import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { type AnyNetwork, type Backend, dataset, fitSteps, frozen, key, orThrow, startWasm, startWebgl } from 'narrownet'
import { resNet, startConvnet } from '../networks.js'
import { sizeOf, values } from '../values.js'
import { type BrowserResults, type BrowserRow, isSoftware, type Times } from './browserRow.js'
import { layersConvnet, layersResNet } from './layersNetwork.js'

const renderer = (): string => {
  const gl = document.createElement('canvas').getContext('webgl2')
  const unmasked = gl?.getExtension('WEBGL_debug_renderer_info')
  return gl === null ? 'no WebGL 2' : String(gl.getParameter(unmasked ? unmasked.UNMASKED_RENDERER_WEBGL : gl.RENDERER))
}

const timesOf = async (count: number, run: () => Promise<unknown>): Promise<Times> => {
  const start = performance.now()
  await run()
  const afterFirst = performance.now()
  for (let at = 1; at < count; at += 1) await run()
  return { first: afterFirst - start, rest: (performance.now() - afterFirst) / (count - 1) }
}

/** Milliseconds of so many steps of `fitSteps`, from the call until the last one's loss is read: each is read while the next is computed. */
const fitted = async (backend: Backend, network: AnyNetwork, batchSize: number, count: number): Promise<number> => {
  const labels = Uint8Array.from({ length: batchSize * count }, (_, at) => at % 10)
  const samples = orThrow(dataset({ values: values(labels.length * sizeOf(network.input)), labels, shape: network.input, classes: 10 }))
  const options = { epochs: 1, batchSize, learningRate: 1e-4, momentum: 0.9, key: key(1) }
  const steps = fitSteps(backend, network, samples, options)
  const start = performance.now()
  for (let at = 0; at < count; at += 1) {
    const { value } = await steps.next()
    if (value !== undefined) orThrow(value)
  }
  const milliseconds = performance.now() - start
  await steps.return(undefined)
  return milliseconds
}

const trained = async (backend: Backend, network: AnyNetwork, batchSize: number, count: number): Promise<Times> => ({
  first: await fitted(backend, network, batchSize, 1),
  rest: (await fitted(backend, network, batchSize, count - 1)) / (count - 1),
})

const peerTrained = async (model: LayersModel, input: readonly number[], batchSize: number, count: number): Promise<Times> => {
  const samples = tf.tensor(values(batchSize * sizeOf(input)), [batchSize, ...input])
  const labels = tf.oneHot(
    tf.tensor1d(
      Array.from({ length: batchSize }, (_, at) => at % 10),
      'int32',
    ),
    10,
  )
  const times = await timesOf(count, () => model.trainOnBatch(samples, labels))
  tf.dispose([samples, labels])
  model.dispose()
  return times
}

const answered = (backend: Backend, network: AnyNetwork, batchSize: number, count: number): Promise<Times> => {
  const shape: [number, ...number[]] = [batchSize, ...network.input]
  const batch = { shape, values: values(sizeOf(shape)) }
  const answer = frozen(backend, network)
  return timesOf(count, async () => orThrow(await answer(batch)()))
}

/** Everything; with `quick` our steps of the ConvNet alone. Batches are small where a processor plays the GPU. */
const measureAll = async (quick: boolean): Promise<BrowserResults> => {
  const device = renderer()
  const batch = quick || isSoftware(device) ? 4 : 64
  const count = quick || isSoftware(device) ? 2 : 20
  const ours = [
    ['narrownet, webgl', orThrow(await startWebgl()())],
    ['narrownet, wasm', orThrow(await startWasm({ paths: '/' })())],
  ] as const
  await tf.setBackend('webgl')
  const rows: BrowserRow[] = []
  const steps = [
    { name: 'ConvNet', network: startConvnet(), peer: layersConvnet },
    ...(quick
      ? []
      : [
          { name: 'ResNet-8', network: resNet(1), peer: () => layersResNet(1) },
          { name: 'ResNet-20', network: resNet(3), peer: () => layersResNet(3) },
        ]),
  ]
  for (const { name, network, peer } of steps) {
    const work = `training step of ${name}, batch ${batch}`
    for (const [engine, backend] of ours) rows.push({ work, engine, ...(await trained(backend, network, batch, count)) })
    if (!quick) rows.push({ work, engine: 'tfjs-layers, webgl', ...(await peerTrained(peer(), network.input, batch, count)) })
  }
  const inferences = quick
    ? []
    : [
        { name: 'ResNet-56', network: resNet(9) },
        { name: 'ResNet-56 6/22/57', network: resNet(9, [6, 22, 57]) },
      ]
  for (const { name, network } of inferences)
    for (const [engine, backend] of ours)
      rows.push({ work: `answer of ${name}, batch ${batch}`, engine, ...(await answered(backend, network, batch, count)) })
  return { renderer: device, rows }
}

Object.assign(globalThis, { measureAll })
