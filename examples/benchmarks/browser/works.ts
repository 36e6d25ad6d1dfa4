/** Pieces of work that a page measures. */
import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { type AnyNetwork, type Backend, dataset, fitSteps, frozen, key, orThrow } from 'narrownet'
import { sizeOf, values } from '../values.js'

/** What does a piece of work so many times in a row, and tells the milliseconds of one. */
export interface Repeatable {
  readonly run: (count: number) => Promise<number>
  readonly end?: () => void
}

/** Repeats what does it once. */
const repeated =
  (once: () => Promise<unknown>): Repeatable['run'] =>
  async (count) => {
    const start = performance.now()
    for (let at = 0; at < count; at += 1) await once()
    return (performance.now() - start) / count
  }

/** Milliseconds of the first, when programs are compiled, and of one of those after it. */
export const firstAndRest = async ({ run, end }: Repeatable, count: number): Promise<{ readonly first: number; readonly rest: number }> => {
  const times = { first: await run(1), rest: await run(count - 1) }
  end?.()
  return times
}

/** The GPU that the page found, as WebGL names it. */
export const renderer = (): string => {
  const gl = document.createElement('canvas').getContext('webgl2')
  const unmasked = gl?.getExtension('WEBGL_debug_renderer_info')
  return gl === null ? 'no WebGL 2' : String(gl.getParameter(unmasked ? unmasked.UNMASKED_RENDERER_WEBGL : gl.RENDERER))
}

const samplesOf = (network: AnyNetwork, count: number) => {
  const labels = Uint8Array.from({ length: count }, (_, at) => at % 10)
  return orThrow(dataset({ values: values(count * sizeOf(network.input)), labels, shape: network.input, classes: 10 }))
}

/** Steps of `fitSteps`, from the call until the last one's loss is read: each is read while the next is computed. */
export const fitting = (backend: Backend, network: AnyNetwork, batchSize: number): Repeatable => ({
  run: async (count) => {
    const samples = samplesOf(network, batchSize * count)
    const steps = fitSteps(backend, network, samples, { epochs: 1, batchSize, learningRate: 1e-4, momentum: 0.9, key: key(1) })
    const start = performance.now()
    for (let at = 0; at < count; at += 1) {
      const { value } = await steps.next()
      if (value !== undefined) orThrow(value)
    }
    const milliseconds = performance.now() - start
    await steps.return(undefined)
    return milliseconds / count
  },
})

/** The same by several workers, who stay: a fit without end, of whose steps one before each run uses up what was prepared while others had their turn. */
export const fittingTogether = (backend: Backend, network: AnyNetwork, batchSize: number, workers: number): Repeatable => {
  const samples = samplesOf(network, batchSize * 8)
  const options = { epochs: 1e6, batchSize, learningRate: 1e-4, momentum: 0.9, key: key(1), workers }
  const events = fitSteps(backend, network, samples, options)
  const step = async (): Promise<void> => {
    const { value } = await events.next()
    if (value !== undefined && orThrow(value)._tag === 'epoch') await step()
  }
  let begun = false
  return {
    run: async (count) => {
      if (begun) await step()
      begun = true
      return repeated(step)(count)
    },
    end: () => void events.return(undefined),
  }
}

/** tfjs-layers' own loop. */
export const peerTraining = (model: LayersModel, input: readonly number[], batchSize: number): Repeatable => {
  const samples = tf.tensor(values(batchSize * sizeOf(input)), [batchSize, ...input])
  const labels = tf.oneHot(
    tf.tensor1d(
      Array.from({ length: batchSize }, (_, at) => at % 10),
      'int32',
    ),
    10,
  )
  return {
    run: repeated(() => model.trainOnBatch(samples, labels)),
    end: () => {
      tf.dispose([samples, labels])
      model.dispose()
    },
  }
}

/** A frozen network's answers, read back. */
export const answering = (backend: Backend, network: AnyNetwork, batchSize: number): Repeatable => {
  const shape: [number, ...number[]] = [batchSize, ...network.input]
  const batch = { shape, values: values(sizeOf(shape)) }
  const answer = frozen(backend, network)
  return { run: repeated(async () => orThrow(await answer(batch)())), end: answer.release }
}
