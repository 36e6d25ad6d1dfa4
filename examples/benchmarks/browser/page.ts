/** What runs in the page: each engine on each piece of work. `measure.ts` bundles and starts it, and calls `measureAll`. */
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js'
import '@tensorflow/tfjs-backend-webgl'
import * as tf from '@tensorflow/tfjs-core'
import { type Backend, orThrow, startWasm, startWebgl } from 'narrownet'
import { type Contestant, interleaved } from '../interleaved.js'
import type { Jax } from '../jax.js'
import { resNet, startConvnet } from '../networks.js'
import { type BrowserEngine, type BrowserResults, type BrowserRow, isSoftware } from './browserRow.js'
import { jaxConvnet, jaxResNet, jaxTraining } from './jaxNetwork.js'
import { layersConvnet, layersResNet } from './layersNetwork.js'
import { answering, fitting, fittingTogether, peerTraining, renderer, type Repeatable } from './works.js'

/** Whose turns are taken together; ours on WebGL is what the others are compared with. */
type Engines = Partial<Record<BrowserEngine, Repeatable>>

const inTurns = async (work: string, engines: Engines, count: number, rounds: number): Promise<readonly BrowserRow[]> => {
  const entries = Object.entries(engines) as (readonly [BrowserEngine, Repeatable])[]
  const firsts = new Map<string, number>()
  for (const [engine, { run }] of entries) firsts.set(engine, await run(1))
  const contestants = entries.map(([engine, { run, end }]): [string, Contestant] => {
    const once = async () => {
      const wall = await run(count)
      return { processor: wall, wall }
    }
    return [engine, { run: once, clock: 'wall', warmUp: 0, ...(end && { end }) }]
  })
  const times = await interleaved(Object.fromEntries(contestants), { milliseconds: 0, minimumRounds: rounds, maximumRounds: rounds })
  return entries.flatMap(([engine]) => {
    const found = times.get(engine)
    return found === undefined ? [] : [{ ...found, work, engine, first: firsts.get(engine) ?? Number.NaN }]
  })
}

/** jax-js on WebGPU, where the page was given it and the browser has one. */
const startJax = async (address: string): Promise<Jax | undefined> => {
  try {
    const jax = (await import(address)) as Jax
    if (!(await jax.init('webgpu')).includes('webgpu')) return undefined
    jax.defaultDevice('webgpu')
    return jax
  } catch {
    return undefined
  }
}

const convnetSteps = { name: 'ConvNet', network: startConvnet(), peer: layersConvnet, body: jaxConvnet }
const resNetSteps = (name: string, blocks: number) => ({
  name,
  network: resNet(blocks),
  peer: () => layersResNet(blocks),
  body: jaxResNet(blocks),
})

/** Everything; with `quick` our steps of the ConvNet alone. Batches are small where a processor plays the GPU. */
const measureAll = async (quick: boolean): Promise<BrowserResults> => {
  const device = renderer()
  const small = quick || isSoftware(device)
  const [batch, count, rounds] = small ? [4, 1, quick ? 1 : 5] : [64, 10, 7]
  const webgl: Backend = orThrow(await startWebgl()())
  const wasm: Backend = orThrow(await startWasm({ paths: '/' })())
  await tf.setBackend('webgl')
  const jax = quick ? undefined : await startJax('/jax.js')
  const rows: BrowserRow[] = []
  for (const { name, network, peer, body } of quick
    ? [convnetSteps]
    : [convnetSteps, resNetSteps('ResNet-8', 1), resNetSteps('ResNet-20', 3)]) {
    const engines: Engines = {
      'narrownet, webgl': fitting(webgl, network, batch),
      'narrownet, wasm': fitting(wasm, network, batch),
      ...(!quick && {
        'narrownet, wasm, 2 workers': fittingTogether(wasm, network, batch, 2),
        'tfjs-layers, webgl': peerTraining(peer(), network.input, batch),
        ...(jax !== undefined && { 'jax-js, webgpu': jaxTraining(jax, body, network.input, batch) }),
      }),
    }
    rows.push(...(await inTurns(`training step of ${name}, batch ${batch}`, engines, count, rounds)))
  }
  const inferences = quick
    ? []
    : [
        { name: 'ResNet-56', network: resNet(9) },
        { name: 'ResNet-56 6/22/57', network: resNet(9, [6, 22, 57]) },
      ]
  for (const { name, network } of inferences)
    rows.push(
      ...(await inTurns(
        `answer of ${name}, batch ${batch}`,
        { 'narrownet, webgl': answering(webgl, network, batch), 'narrownet, wasm': answering(wasm, network, batch) },
        count,
        rounds,
      )),
    )
  return { renderer: device, rows }
}

Object.assign(globalThis, { measureAll })
