/** What runs in the page: each engine on each piece of work. `measure.ts` bundles and starts it, and calls `measureAll`. */
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js'
import '@tensorflow/tfjs-backend-webgl'
import * as tf from '@tensorflow/tfjs-core'
import { type AnyNetwork, type Backend, orThrow, startWasm, startWebgl } from 'narrownet'
import { resNet, startConvnet } from '../networks.js'
import { type BrowserResults, type BrowserRow, isSoftware, type Times } from './browserRow.js'
import { layersConvnet, layersResNet } from './layersNetwork.js'
import { answered, fitted, peerTrained, renderer } from './works.js'

const trained = async (backend: Backend, network: AnyNetwork, batchSize: number, count: number): Promise<Times> => ({
  first: await fitted(backend, network, batchSize, 1),
  rest: (await fitted(backend, network, batchSize, count - 1)) / (count - 1),
})

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
