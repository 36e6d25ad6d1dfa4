import { describe, expect, test } from 'vitest'
import type { Backend, DeviceArray } from '../../lib/engine/backend.js'
import { relu } from '../../lib/layer/relu.js'
import { right } from '../setup/answers.js'
import { wasmBackendWith } from './wasmBackendWith.js'
import { wasmHeap } from './wasmHeap.js'
import { valuesOf } from './valuesOf.js'

type Computation = (on: Backend, array: (...shape: readonly number[]) => DeviceArray) => unknown

/** Convolutions by every kernel of ours: direct, strided, padded to more than the window, one tap, and channels enough for Winograd. */
const convolution =
  (inChannels: number, outChannels: number, size: number, kernel: number, stride: number, padding: number): Computation =>
  (on, array) => {
    const options = {
      filter: array(kernel, kernel, inChannels, outChannels),
      bias: array(outChannels),
      stride,
      padding,
      needsInputGradient: true,
    }
    const plain = on.conv2d.apply(array(2, size, size, inChannels), options)
    on.release(on.conv2d.apply(array(2, size, size, inChannels), options, { addend: plain, activation: relu }))
    const [output, pullback] = on.conv2d.differentiate(array(2, size, size, inChannels), options)
    return pullback(output)
  }

const normalizationOf = (array: Parameters<Computation>[1], channels: number) => ({
  scale: array(channels),
  shift: array(channels),
  epsilon: 1e-5,
})
const normalization = (_on: Backend, array: Parameters<Computation>[1]) => normalizationOf(array, 5)

const computations: Readonly<Record<string, Computation>> = {
  'conv2d 3x3': convolution(3, 4, 9, 3, 1, 1),
  'conv2d 3x3 by Winograd': convolution(64, 64, 16, 3, 1, 1),
  'conv2d 5x5, stride 2': convolution(3, 4, 9, 5, 2, 0),
  'conv2d 1x1, stride 2, padding 2': convolution(3, 4, 6, 1, 2, 2),
  'conv2d in groups': (on, array) => {
    const options = { filter: array(3, 3, 2, 9), bias: array(9), stride: 1, padding: 1, groups: 3, needsInputGradient: true }
    const plain = on.conv2d.apply(array(2, 9, 9, 6), options)
    on.release(on.conv2d.apply(array(2, 9, 9, 6), options, { addend: plain, activation: relu }))
    const [output, pullback] = on.conv2d.differentiate(array(2, 9, 9, 6), options)
    return pullback(output)
  },
  'depthwiseConv2d, stride 2': (on, array) => {
    const options = { filter: array(3, 3, 1, 6), bias: array(6), stride: 2, padding: 1, needsInputGradient: true }
    const plain = on.depthwiseConv2d.apply(array(2, 9, 9, 6), options)
    on.release(on.depthwiseConv2d.apply(array(2, 9, 9, 6), options, { addend: plain, activation: relu }))
    const [output, pullback] = on.depthwiseConv2d.differentiate(array(2, 9, 9, 6), options)
    return pullback(output)
  },
  'convTranspose2d, with cells between windows': (on, array) => {
    const options = { filter: array(2, 2, 5, 6), bias: array(5), stride: 3, padding: 0, outputPadding: 1, needsInputGradient: true }
    const plain = on.convTranspose2d.apply(array(2, 4, 4, 6), options)
    on.release(on.convTranspose2d.apply(array(2, 4, 4, 6), options, { addend: plain, activation: relu }))
    const [output, pullback] = on.convTranspose2d.differentiate(array(2, 4, 4, 6), options)
    return pullback(output)
  },
  linear: (on, array) => {
    const [output, pullback] = on.linear.differentiate(array(6, 40), { weight: array(40, 10), bias: array(10), needsInputGradient: true })
    return pullback(output)
  },
  'batchNorm, training': (on, array) => {
    const [output, statistics, pullback] = on.batchNormTraining(array(2, 6, 6, 5), normalization(on, array))
    return [statistics, pullback(output)]
  },
  'batchNorm, inference': (on, array) =>
    on.batchNormInference(array(7, 5), { ...normalization(on, array), mean: array(5), variance: array(5), activation: relu }),
  'layerNorm and groupNorm': (on, array) => {
    const [first, back] = on.layerNorm.differentiate(array(2, 6, 6, 5), normalization(on, array))
    const [second, further] = on.groupNorm.differentiate(first, { ...normalization(on, array), groups: 2, membership: array(5) })
    const gradients = further(second)
    return [
      gradients,
      back(gradients.input),
      on.groupNorm.apply(array(2, 6), { ...normalizationOf(array, 6), groups: 1, membership: array(6) }),
    ]
  },
  'activations that save their output, and their input': (on, array) => {
    const [first, back] = on.activation.differentiate(array(2, 6), { _tag: 'sigmoid' })
    const [second, further] = on.activation.differentiate(first, { _tag: 'gelu' })
    return back(further(second).input)
  },
  'activations that end an operation': (on, array) => {
    const activations = [{ _tag: 'relu6' }, { _tag: 'leakyRelu', slope: 0.1 }, { _tag: 'silu' }] as const
    return activations.flatMap((activation) => [
      on.conv2d.apply(
        array(1, 4, 4, 3),
        { filter: array(3, 3, 3, 2), bias: undefined, stride: 1, padding: 1, needsInputGradient: false },
        { activation },
      ),
      on.linear.apply(array(6, 40), { weight: array(40, 10), bias: array(10), needsInputGradient: false }, { activation }),
      on.batchNormInference(array(7, 5), { ...normalization(on, array), mean: array(5), variance: array(5), activation }),
    ])
  },
  'relu, shared and reshaped': (on, array) => {
    const input = array(2, 6)
    const [output, pullback] = on.activation.differentiate(on.reshape.apply(on.share(input), [12]), relu)
    return [input, pullback(output)]
  },
  'maxPool, averagePool, globalAveragePool': (on, array) => {
    const [largest, first] = on.maxPool.differentiate(array(2, 9, 9, 3), { size: 2, stride: 2, padding: 0 })
    const [means, second] = on.averagePool.differentiate(largest, { size: 3, stride: 1 })
    const [features, third] = on.globalAveragePool.differentiate(means, undefined)
    return first(second(third(features).input).input)
  },
  'maxPool with padding': (on, array) => {
    const [output, pullback] = on.maxPool.differentiate(array(2, 9, 8, 3), { size: 3, stride: 2, padding: 1 })
    return pullback(output)
  },
  'maxPool and averagePool in ceil mode': (on, array) => {
    const [largest, first] = on.maxPool.differentiate(array(2, 8, 8, 3), { size: 3, stride: 2, padding: 0, ceilMode: true })
    const [means, second] = on.averagePool.differentiate(largest, { size: 3, stride: 3, ceilMode: true })
    return first(second(means).input)
  },
  'maxPool of windows too large for our kernel': (on, array) => {
    const [output, pullback] = on.maxPool.differentiate(array(1, 18, 18, 2), { size: 17, stride: 1, padding: 0 })
    return pullback(output)
  },
  'multiply, divide, add, combine, sign, exp, log': (on, array) => {
    const [product, pullback] = on.multiply.differentiate(array(30), array(30))
    const sum = on.add(pullback(product).input, array(30))
    return on.combine(1, on.exp(on.sign(sum)), 2, on.log(on.divide(sum, array(30))))
  },
  'a product of maps and factors, and of its gradients': (on, array) => {
    const [scaled, back] = on.product.differentiate(array(2, 5, 5, 7), array(2, 7))
    const { left, right } = back(on.share(scaled))
    return [on.product.apply(left, scaled), right]
  },
  'selectChannels, concatenate, split, padChannels': (on, array) => {
    const [selected, unselected] = on.selectChannels.differentiate(array(2, 5, 5, 7), array(3))
    const [padded, unpadded] = on.padChannels.differentiate(array(2, 5, 5, 4), 2)
    const [first, second] = on.split(on.concatenate([selected, padded]), [3, 6])
    return [unselected(first as DeviceArray), unpadded(second as DeviceArray)]
  },
  softmaxCrossEntropy: (on, array) => on.softmaxCrossEntropy(array(8, 10), array(8)),
  sgd: (on, array) => {
    const options = { learningRate: 0.1, momentum: 0.9, nesterov: false, weightDecay: 0 }
    const first = on.sgd(array(20), array(20), undefined, options)
    return on.sgd(first.parameter, array(20), first.velocity, options)
  },
  'constant filters, of which some stay packed': (on, array) => {
    const values = new Float32Array(9 * 16 * 16)
    const options = { filter: on.constant(values, [3, 3, 16, 16]), bias: undefined, padding: 1, needsInputGradient: false }
    const outputs = [8, 64, 8].flatMap((size) => [1, 2].map((stride) => on.conv2d.apply(array(1, size, size, 16), { ...options, stride })))
    const weight = on.constant(values.subarray(0, 32), [16, 2])
    return [outputs, on.linear.apply(array(3, 16), { weight, bias: undefined, needsInputGradient: false })]
  },
  'a constant': (on) => on.combine(1, on.constant(new Float32Array(50), [50]), 1, on.upload(new Float32Array(50), [50])),
}

describe.each([
  ['our kernels', true],
  ['loops and stock kernels', false],
])('a rehearsal with %s', (_, ourKernels) => {
  test.each(Object.entries(computations))('%s: peaks at the same byte, leaves the same arrays, takes no memory', async (_name, compute) => {
    const backend = await wasmBackendWith({ ourKernels })
    const stage = backend.rehearsal()
    const uploaderOf =
      (on: Backend) =>
      (...shape: readonly number[]) =>
        on.upload(new Float32Array(shape.reduce((product, axis) => product * axis, 1)), shape)
    const before = wasmHeap()
    right(stage.scope(() => compute(stage, uploaderOf(stage))))
    expect(wasmHeap()).toEqual(before)
    expect([backend.peakBytes(), backend.liveArrays()]).toEqual([0, { count: 0, bytes: 0 }])
    const kept = right(backend.scope(() => compute(backend, uploaderOf(backend))))
    expect(kept).toBeDefined()
    expect(stage.peakBytes()).toBeGreaterThan(0)
    expect(stage.peakBytes()).toBe(backend.peakBytes())
    expect(stage.liveArrays()).toEqual(backend.liveArrays())
  })

  test('has no limit, looks at shapes alone, and its arrays are its own', async () => {
    const backend = await wasmBackendWith({ ourKernels, limitBytes: 100 })
    const stage = backend.rehearsal()
    const huge = right(stage.scope(() => stage.activation.apply(stage.upload(new Float32Array(0), [2 ** 20, 2 ** 20]), relu)))
    expect(stage.peakBytes()).toBeGreaterThanOrEqual(2 ** 42)
    expect(() => backend.sign(huge)).toThrow('another backend')
    expect(() => stage.sign(backend.upload(new Float32Array(1), [1]))).toThrow('another backend')
    expect((await valuesOf(stage, huge)).length).toBe(0)
    stage.release(huge)
    expect(() => stage.sign(huge)).toThrow('after its release')
    expect(stage.liveArrays()).toEqual({ count: 0, bytes: 0 })
  })

  test('asks nobody for the numbers of an array: no dropout mask is drawn, no zeros are written', async () => {
    const backend = await wasmBackendWith({ ourKernels })
    const calls = (on: Backend): number => {
      let count = 0
      on.release(on.filled([2, 3], () => (count += 1)))
      return count
    }
    expect([calls(backend), calls(backend.rehearsal())]).toEqual([1, 0])
  })

  test('a mistake of shapes is found in a rehearsal as for real', async () => {
    const stage = (await wasmBackendWith({ ourKernels })).rehearsal()
    const [left, right] = [stage.upload(new Float32Array(0), [2, 3]), stage.upload(new Float32Array(0), [3, 2])]
    expect(() => stage.add(left, right)).toThrow('[2,3]')
    expect(() => stage.linear.apply(left, { weight: left, bias: undefined, needsInputGradient: false })).toThrow('[2,3]')
  })
})
