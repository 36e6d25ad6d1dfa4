import { describe, expect, test } from 'vitest'
import type { Backend, DeviceArray } from '../../lib/engine/backend.js'
import { relu } from '../../lib/layer/relu.js'
import { right } from '../setup/answers.js'
import { arrayFrom } from './arbitraryArray.js'
import { wasmBackendWith } from './wasmBackendWith.js'
import { wasmHeap } from './wasmHeap.js'
import { valuesOf } from './valuesOf.js'

const names = ['filter', 'bias', 'scale', 'shift', 'weight', 'weightBias'] as const
type Named = Readonly<Record<(typeof names)[number], DeviceArray>>
interface State {
  readonly parameters: Named
  readonly velocities: Partial<Named>
}

const shapes: Readonly<Record<(typeof names)[number], readonly number[]>> = {
  filter: [3, 3, 2, 5],
  bias: [5],
  scale: [5],
  shift: [5],
  weight: [45, 3],
  weightBias: [3],
}
const sgd = { learningRate: 1e-3, momentum: 0.9, nesterov: true, weightDecay: 1e-4 }

const draw = (backend: Backend, seed: number, shape: readonly number[]): DeviceArray =>
  backend.upload(Float32Array.from(arrayFrom(seed, shape).values), shape)

/** Convolution, batch norm, relu, max pool, linear, loss, all pullbacks, an update of each parameter: a training step without a network. */
const step = (backend: Backend, { parameters, velocities }: State, seed: number): State => {
  const needs = { needsInputGradient: true }
  const input = draw(backend, seed, [4, 6, 6, 2])
  const labels = backend.upload(Float32Array.of(0, 1, 2, 0), [4])
  const { filter, bias, scale, shift, weight, weightBias } = parameters
  const [maps, convolved] = backend.conv2d.differentiate(input, { filter, bias, stride: 1, padding: 1, ...needs })
  const [normal, statistics, normalized] = backend.batchNormTraining(maps, { scale, shift, epsilon: 1e-5 })
  backend.release(backend.combine(0.9, statistics.mean, 0.1, statistics.variance))
  const [active, rectified] = backend.activation.differentiate(normal, relu)
  const [pooled, unpooled] = backend.maxPool.differentiate(active, { size: 2, stride: 2, padding: 0 })
  const [flat, unflattened] = backend.reshape.differentiate(pooled, [4, 45])
  const [logits, multiplied] = backend.linear.differentiate(flat, { weight, bias: weightBias, ...needs })
  const { logitsGradient } = backend.softmaxCrossEntropy(logits, labels)
  const last = multiplied(logitsGradient)
  const norm = normalized(rectified(unpooled(unflattened(last.input as DeviceArray).input).input).input)
  const first = convolved(norm.input)
  const gradients = {
    filter: first.weight,
    bias: first.bias,
    scale: norm.scale,
    shift: norm.shift,
    weight: last.weight,
    weightBias: last.bias,
  }
  const updated = names.map((name) => [name, backend.sgd(parameters[name], gradients[name] as DeviceArray, velocities[name], sgd)] as const)
  return {
    parameters: Object.fromEntries(updated.map(([name, { parameter }]) => [name, parameter])) as unknown as Named,
    velocities: Object.fromEntries(updated.map(([name, { velocity }]) => [name, velocity])) as unknown as Named,
  }
}

const releaseAll = (backend: Backend, { parameters, velocities }: State): void => {
  for (const array of [...Object.values(parameters), ...Object.values(velocities)]) backend.release(array)
}

const initial = (backend: Backend): State => ({
  parameters: right(
    backend.scope(() => Object.fromEntries(names.map((name, index) => [name, draw(backend, index, shapes[name])])) as unknown as Named),
  ),
  velocities: {},
})

describe.each([
  ['our kernels', true, 1000],
  ['loops and stock kernels', false, 200],
])('a step with %s', (_, ourKernels, steps) => {
  test('again and again: arrays, bytes, peak, tensors of tfjs and the heap stay as they were', async () => {
    const backend = await wasmBackendWith({ ourKernels })
    const seen = () => ({ ...backend.liveArrays(), peak: backend.peakBytes(), heap: wasmHeap() })
    const { tensors } = wasmHeap()
    let state = initial(backend)
    let warm: ReturnType<typeof seen> | undefined
    for (let index = 0; index < steps; index += 1) {
      const next = right(backend.scope(() => step(backend, state, index)))
      releaseAll(backend, state)
      state = next
      if (index === 5) warm = seen()
      if (index > 5) expect(seen()).toEqual(warm)
    }
    expect(warm?.count).toBe(12)
    const values = await valuesOf(backend, state.parameters.filter)
    expect(values.every((value) => Math.abs(value) < 10)).toBe(true)
    releaseAll(backend, state)
    expect(backend.liveArrays()).toEqual({ count: 0, bytes: 0 })
    expect(wasmHeap().tensors).toBe(tensors)
  })

  test('a rehearsed step peaks where the real one does, and takes nothing', async () => {
    const backend = await wasmBackendWith({ ourKernels })
    const stage = backend.rehearsal()
    const twoSteps = (on: Backend): void => {
      const start = initial(on)
      const next = right(on.scope(() => step(on, start, 0)))
      releaseAll(on, start)
      releaseAll(on, right(on.scope(() => step(on, next, 1))))
      releaseAll(on, next)
      expect(on.liveArrays()).toEqual({ count: 0, bytes: 0 })
    }
    const before = wasmHeap()
    twoSteps(stage)
    expect(wasmHeap()).toEqual(before)
    expect(backend.peakBytes()).toBe(0)
    twoSteps(backend)
    expect(stage.peakBytes()).toBe(backend.peakBytes())
  })
})
