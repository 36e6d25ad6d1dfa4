/** Pieces of work that a page measures. */
import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { type AnyNetwork, type Backend, dataset, fitSteps, frozen, key, orThrow } from 'narrownet'
import { sizeOf, values } from '../values.js'
import type { Times } from './browserRow.js'

/** The GPU that the page found, as WebGL names it. */
export const renderer = (): string => {
  const gl = document.createElement('canvas').getContext('webgl2')
  const unmasked = gl?.getExtension('WEBGL_debug_renderer_info')
  return gl === null ? 'no WebGL 2' : String(gl.getParameter(unmasked ? unmasked.UNMASKED_RENDERER_WEBGL : gl.RENDERER))
}

/** Milliseconds of so many runs, one after the other. */
export const timesOf = async (count: number, run: () => Promise<unknown>): Promise<Times> => {
  const start = performance.now()
  await run()
  const afterFirst = performance.now()
  for (let at = 1; at < count; at += 1) await run()
  return { first: afterFirst - start, rest: (performance.now() - afterFirst) / (count - 1) }
}

/** Milliseconds of so many steps of `fitSteps`, from the call until the last one's loss is read: each is read while the next is computed. */
export const fitted = async (backend: Backend, network: AnyNetwork, batchSize: number, count: number): Promise<number> => {
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

/** As `fitted`, by tfjs-layers' own loop. */
export const peerTrained = async (model: LayersModel, input: readonly number[], batchSize: number, count: number): Promise<Times> => {
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

/** Milliseconds of a frozen network's answers, read back. */
export const answered = (backend: Backend, network: AnyNetwork, batchSize: number, count: number): Promise<Times> => {
  const shape: [number, ...number[]] = [batchSize, ...network.input]
  const batch = { shape, values: values(sizeOf(shape)) }
  const answer = frozen(backend, network)
  return timesOf(count, async () => orThrow(await answer(batch)()))
}
