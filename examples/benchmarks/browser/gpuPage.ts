/**
 * What runs in a page on a GPU: the numbers of docs/webgl.md, as docs/results/gpu.json holds them. It posts them to `/results/NAME` after each
 * measurement, so that a machine lent for minutes leaves what it got to. `?name=` names the file, `?only=steps` leaves the peers out, `?only=draws` tells each program's part of a step and what becomes of unusual numbers, `?quick=1` is for trying it.
 */
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js'
import '@tensorflow/tfjs-backend-webgl'
import * as tf from '@tensorflow/tfjs-core'
import {
  type AnyNetwork,
  type Backend,
  arraysOf,
  convnet,
  dataset,
  densenet,
  forward,
  frozen,
  key,
  mlp,
  orThrow,
  preResnet,
  resnet,
  startWasm,
  startWebgl,
  train,
  vgg,
} from 'narrownet'
import { resNet, startConvnet } from '../networks.js'
import { sizeOf, values } from '../values.js'
import { isSoftware } from './browserRow.js'
import { timedDraws } from './drawTimes.js'
import { layersConvnet, layersResNet } from './layersNetwork.js'
import { unusualNumbers } from './unusualNumbers.js'
import { answering, firstAndRest, fitting, peerTraining, renderer } from './works.js'

const asked = new URLSearchParams(location.search)
const name = asked.get('name') ?? 'page'
const quick = asked.has('quick')
const only = asked.get('only')
const [batch, stepsOfEpoch, epochs] = quick ? [8, 2, 2] : [64, 10, 4]

const post = (path: string, body: string): Promise<Response> => fetch(path, { method: 'POST', body })
const say = (text: string): Promise<Response> => post(`/say/${name}`, text)

/** Milliseconds of a step: of the first epoch, programs compiled in it, and of the best later one. */
const stepTimes = async (backend: Backend, network: AnyNetwork): Promise<{ readonly first: number; readonly rest: number }> => {
  const { run } = fitting(backend, network, batch)
  const first = await run(stepsOfEpoch)
  let rest = Number.POSITIVE_INFINITY
  for (let epoch = 1; epoch < epochs; epoch += 1) rest = Math.min(rest, await run(stepsOfEpoch))
  return { first, rest }
}

const greatest = (found: Float32Array, expected: Float32Array): number => {
  const most = expected.reduce((sum, value) => Math.max(sum, Math.abs(value)), 0)
  return found.reduce((sum, value, at) => Math.max(sum, Math.abs(value - (expected[at] ?? 0))), 0) / (most || 1)
}

const answersOf = async (backend: Backend, network: AnyNetwork, isFrozen: boolean): Promise<Float32Array> => {
  const shape: [number, ...number[]] = [quick ? 4 : 32, ...network.input]
  const samples = { shape, values: values(sizeOf(shape)) }
  const answer = isFrozen ? frozen(backend, network)(samples) : forward(backend, network, samples)
  return orThrow(await answer()).values
}

const weightsAfterStep = async (backend: Backend, network: AnyNetwork): Promise<ReturnType<typeof arraysOf>> => {
  const size = quick ? 4 : 32
  const labels = Uint8Array.from({ length: size }, (_, at) => at % 10)
  const samples = orThrow(dataset({ values: values(size * sizeOf(network.input)), labels, shape: network.input, classes: 10 }))
  const options = { epochs: 1, batchSize: size, learningRate: 0.02, momentum: 0.9, key: key(1) }
  return arraysOf(orThrow(await train(backend, network, samples, options)()))
}

const agreementOf = async (webgl: Backend, wasm: Backend, title: string, network: AnyNetwork, steps: boolean) => {
  const [forwards, frozens] = [
    greatest(await answersOf(webgl, network, false), await answersOf(wasm, network, false)),
    greatest(await answersOf(webgl, network, true), await answersOf(wasm, network, true)),
  ]
  if (!steps) return { network: title, forward: forwards, frozen: frozens }
  const [found, expected] = [await weightsAfterStep(webgl, network), await weightsAfterStep(wasm, network)]
  const differences = found.map(({ path, values: each }, at) => ({ path, value: greatest(each, expected[at]?.values ?? each) }))
  const step = Math.max(...differences.map(({ value }) => value))
  await say(`${title}: ${JSON.stringify([...differences].sort((a, b) => b.value - a.value).slice(0, 3))}`)
  return { network: title, forward: forwards, frozen: frozens, step }
}

const small = { input: [32, 32, 3], classes: 10 } as const
const families: readonly (readonly [title: string, network: () => AnyNetwork, steps: boolean])[] = [
  ['ConvNet', () => convnet({ ...small, cfg: [32, 64, 64] }, key(0)), true],
  ['ResNet-8', () => resnet({ ...small, depth: 8 }, key(0)), true],
  ['ResNet-20', () => resnet({ ...small, depth: 20 }, key(0)), true],
  ['MLP', () => mlp({ input: [784], cfg: [300, 100], classes: 10 }, key(0)), true],
  ['VGG', () => vgg({ ...small, cfg: [32, 'M', 64, 'M', 128, 'M', 128] }, key(0)), false],
  ['ResNet-56', () => resnet({ ...small, depth: 56 }, key(0)), false],
  ['PreResNet-20', () => preResnet({ ...small, depth: 20 }, key(0)), true],
  ['DenseNet-22', () => densenet({ ...small, depth: 22, growth: 12 }, key(0)), true],
]

const works = [
  { network: 'ConvNet [32, 64, 64], 28x28', made: startConvnet, peer: layersConvnet },
  { network: 'ResNet-8, 32x32', made: () => resNet(1), peer: () => layersResNet(1) },
  { network: 'ResNet-20, 32x32', made: () => resNet(3), peer: () => layersResNet(3) },
  ...(quick ? [] : [{ network: 'ResNet-56, 32x32', made: () => resNet(9), peer: () => layersResNet(9) }]),
]

const measured = async (): Promise<void> => {
  const results: Record<string, unknown> = { renderer: renderer(), steps: [], answers: [], agreement: [] }
  const add = async (list: 'steps' | 'answers' | 'agreement', row: unknown): Promise<void> => {
    const rows = results[list] as unknown[]
    rows.push(row)
    await say(JSON.stringify(row))
    await post(`/results/${name}`, JSON.stringify(results))
  }
  await say(renderer())
  if (!quick && isSoftware(renderer())) throw new Error('a software renderer')
  const draws = only === 'draws' ? timedDraws() : undefined
  const webgl = orThrow(await startWebgl()())
  const wasm = orThrow(await startWasm({ paths: '/' })())
  if (draws !== undefined) {
    const [ofWebgl, ofWasm] = [await unusualNumbers(webgl), await unusualNumbers(wasm)]
    results['unusual'] = Object.entries(ofWebgl).map(([operation, found]) => ({
      operation,
      webgl: found.join(' '),
      wasm: ofWasm[operation]?.join(' '),
    }))
    for (const { network, made } of works.slice(0, 3)) {
      await fitting(webgl, made(), batch).run(2)
      await draws.sums()
      draws.calls()
      await fitting(webgl, made(), batch).run(4)
      results[network] = { steps: 4, calls: draws.calls(), programs: await draws.sums() }
      await post(`/results/${name}`, JSON.stringify(results))
    }
    return
  }
  if (only === 'steps') {
    for (const { network, made } of works) await add('steps', { network, batch, webgl: await stepTimes(webgl, made()) })
    for (const [title, made, steps] of quick ? families.slice(1, 2) : families.slice(0, 2))
      await add('agreement', await agreementOf(webgl, wasm, title, made(), steps))
    return
  }
  await tf.setBackend('webgl')
  for (const { network, made, peer } of works) {
    const ours = made()
    const times = { webgl: await stepTimes(webgl, ours), wasm: await stepTimes(wasm, ours) }
    await add('steps', {
      network,
      batch,
      ...times,
      tfjsLayers: await firstAndRest(peerTraining(peer(), ours.input, batch), quick ? 2 : 21),
    })
  }
  for (const [title, made, steps] of quick ? families.slice(0, 1) : families)
    await add('agreement', await agreementOf(webgl, wasm, title, made(), steps))
  for (const [network, made] of [
    ['ResNet-20, 32x32', () => resNet(3)],
    ['ResNet-56, 32x32', () => resNet(9)],
  ] as const)
    for (const size of quick ? [1] : [1, 64]) {
      const ours = made()
      const ofWebgl = await firstAndRest(answering(webgl, ours, size), 11)
      const ofWasm = await firstAndRest(answering(wasm, ours, size), 11)
      await add('answers', { network, batch: size, webgl: ofWebgl.rest, wasm: ofWasm.rest })
    }
}

measured()
  .then(
    () => say('done'),
    (thrown: unknown) => say(`FAILED: ${thrown instanceof Error ? `${thrown.message} ${thrown.stack}` : String(thrown)}`),
  )
  .then(() => post(`/done/${name}`, ''))
