/** How long a backend takes for what a training step is made of: one convolution with its normalization and rectifier, there and back, and its update. */
import { either as E, type taskEither as TE } from 'fp-ts'
import type { Backend, DeviceArray } from './backend.js'
import type { EngineError } from './engineError.js'

/** A layer of the middle of a ResNet for CIFAR. */
const side = 16
const channels = 16
const sgd = { learningRate: 0.1, momentum: 0, nesterov: false, weightDecay: 0 }

/** What is read in the end: a filter that has moved. */
const step = (backend: Backend, samples: number): DeviceArray => {
  const numbers = (...shape: readonly number[]): DeviceArray =>
    backend.filled(shape, (values) => {
      for (let at = 0; at < values.length; at += 1) values[at] = ((at * 7919) % 31) / 31 - 0.5
    })
  const [filter, scale, shift] = [numbers(3, 3, channels, channels), numbers(channels), numbers(channels)]
  const [maps, conv2dBack] = backend.conv2d.differentiate(numbers(samples, side, side, channels), {
    ...{ filter, bias: undefined, stride: 1, padding: 1 },
    needsInputGradient: true,
  })
  const [normal, , batchNormBack] = backend.batchNormTraining(maps, { scale, shift, epsilon: 1e-5 })
  const [output, reluBack] = backend.activation.differentiate(normal, { _tag: 'relu' })
  const { weight } = conv2dBack(batchNormBack(reluBack(output).input).input)
  return backend.sgd(filter, weight, undefined, sgd).parameter
}

/** Computed once, and awaited. */
const computed = async (backend: Backend, samples: number): Promise<E.Either<EngineError, unknown>> => {
  const made = backend.scope(() => step(backend, samples))
  if (E.isLeft(made)) return made
  const read = await backend.download([made.right])()
  backend.release(made.right)
  return read
}

/** Milliseconds of the shortest of three steps; a step before them is for what only a first one needs: programs, textures, memory. */
export const rehearsedStep =
  (backend: Backend, samples: number): TE.TaskEither<EngineError, number> =>
  async () => {
    let shortest = Number.POSITIVE_INFINITY
    for (let run = 0; run < 4; run += 1) {
      const from = performance.now()
      const done = await computed(backend, samples)
      if (E.isLeft(done)) return done
      if (run > 0) shortest = Math.min(shortest, performance.now() - from)
    }
    return E.right(shortest)
  }
