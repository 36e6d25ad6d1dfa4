import { describe, expect, test } from 'vitest'
import type { Backend, DeviceArray } from '../../lib/engine/backend.js'
import { relu } from '../../lib/layer/relu.js'
import { describeOnBackends, implementations } from './backends.js'

/** Operations whose arrays do not go together: every one would read or write past an end. */
type Misfit = (on: Backend, array: (...shape: readonly number[]) => DeviceArray) => unknown

const plain = { stride: 1, padding: 0, bias: undefined, needsInputGradient: true }
const pooled = { size: 2, stride: 2, padding: 0 }

const misfits: Readonly<Record<string, Misfit>> = {
  'a filter of other channels': (on, array) => on.conv2d.apply(array(1, 4, 4, 3), { ...plain, filter: array(1, 1, 2, 2) }),
  'a filter that reaches past the map': (on, array) => on.conv2d.apply(array(1, 4, 4, 3), { ...plain, filter: array(5, 1, 3, 2) }),
  'a depthwise filter of other channels': (on, array) =>
    on.depthwiseConv2d.apply(array(1, 4, 4, 3), { ...plain, filter: array(1, 1, 1, 2) }),
  'a depthwise filter that reads several': (on, array) =>
    on.depthwiseConv2d.apply(array(1, 4, 4, 3), { ...plain, filter: array(1, 1, 3, 3) }),
  'a transposed filter of other channels': (on, array) =>
    on.convTranspose2d.apply(array(1, 4, 4, 3), { ...plain, outputPadding: 0, filter: array(2, 2, 3, 2) }),
  'a bias of a transposed filter as long as its inputs': (on, array) =>
    on.convTranspose2d.apply(array(1, 4, 4, 3), { ...plain, outputPadding: 0, filter: array(2, 2, 400, 3), bias: array(3) }),
  'as many cells added as the stride': (on, array) =>
    on.convTranspose2d.apply(array(1, 4, 4, 3), { ...plain, stride: 2, outputPadding: 2, filter: array(2, 2, 2, 3) }),
  'a padding that leaves nothing': (on, array) =>
    on.convTranspose2d.apply(array(1, 1, 4, 3), { ...plain, padding: 1, outputPadding: 0, filter: array(2, 2, 2, 3) }),
  'a bias shorter than the outputs': (on, array) =>
    on.conv2d.apply(array(1, 4, 4, 3), { ...plain, filter: array(1, 1, 3, 400), bias: array(1) }),
  'such a bias in training': (on, array) =>
    on.conv2d.differentiate(array(1, 4, 4, 3), { ...plain, filter: array(1, 1, 3, 400), bias: array(1) }),
  'a bias of a linear layer': (on, array) =>
    on.linear.apply(array(2, 3), { weight: array(3, 5), bias: array(4), needsInputGradient: false }),
  'a stride of 0': (on, array) => on.conv2d.apply(array(1, 4, 4, 3), { ...plain, stride: 0, filter: array(1, 1, 3, 2) }),
  'a stride of a half': (on, array) => on.conv2d.apply(array(1, 4, 4, 3), { ...plain, stride: 0.5, filter: array(1, 1, 3, 2) }),
  'a negative padding': (on, array) => on.conv2d.apply(array(1, 8, 8, 3), { ...plain, padding: -1, filter: array(3, 3, 3, 2) }),
  'a padding of a half': (on, array) => on.conv2d.apply(array(1, 8, 8, 3), { ...plain, padding: 0.5, filter: array(3, 3, 3, 2) }),
  'a pool moved by half a cell': (on, array) => on.maxPool.apply(array(1, 4, 4, 3), { ...pooled, stride: 0.5 }),
  'a pool moved backwards': (on, array) => on.maxPool.apply(array(1, 4, 4, 3), { ...pooled, stride: -1 }),
  'a pool padded by less than nothing': (on, array) => on.maxPool.apply(array(1, 8, 8, 3), { ...pooled, padding: -1 }),
  'an average of half cells': (on, array) => on.averagePool.apply(array(1, 4, 4, 3), { size: 1.5, stride: 1 }),
  'statistics of fewer channels': (on, array) =>
    on.batchNormInference(array(2, 8), { scale: array(8), shift: array(8), epsilon: 1e-5, mean: array(1), variance: array(8) }),
  'a variance of fewer channels': (on, array) =>
    on.batchNormInference(array(2, 8), { scale: array(8), shift: array(8), epsilon: 1e-5, mean: array(8), variance: array(1) }),
  'a scale of more channels': (on, array) => on.layerNorm.apply(array(2, 8), { scale: array(9), shift: array(8), epsilon: 1e-5 }),
  'a shift of fewer channels': (on, array) => on.layerNorm.differentiate(array(2, 8), { scale: array(8), shift: array(1), epsilon: 1e-5 }),
  'groups of fewer channels': (on, array) =>
    on.groupNorm.apply(array(2, 8), { scale: array(8), shift: array(8), epsilon: 1e-5, groups: 2, membership: array(4) }),
  'no groups': (on, array) =>
    on.groupNorm.apply(array(2, 8), { scale: array(8), shift: array(8), epsilon: 1e-5, groups: 0, membership: array(8) }),
  'a loss over no classes': (on, array) => on.softmaxCrossEntropy(array(2, 0), array(2)),
  'a loss of fewer labels': (on, array) => on.softmaxCrossEntropy(array(64, 3), array(2)),
  'another shape of more numbers': (on, array) => on.reshape.apply(array(2, 8), [2, 800]),
  'another shape of negative sizes': (on, array) => on.reshape.apply(array(2, 8), [-2, -8]),
  'an upload of negative sizes': (on) => on.upload(new Float32Array(4), [-2, -2]),
  'an upload of more numbers than were given': (on) => on.upload(new Float32Array(4), [5]),
  'an upload of a list': (on) => on.upload([1, 2, 3, 4] as unknown as Float32Array, [4]),
  'an upload of doubles': (on) => on.upload(new Float64Array(4) as unknown as Float32Array, [4]),
  'a constant of integers': (on) => on.constant(new Int32Array(4) as unknown as Float32Array, [4]),
  'a gradient of more rows than the output': (on, array) => {
    const [output, pullback] = on.activation.differentiate(array(2, 3), relu)
    on.release(output)
    return pullback(array(4, 3))
  },
  'a smaller gradient': (on, array) => {
    const [output, pullback] = on.conv2d.differentiate(array(1, 8, 8, 3), { ...plain, filter: array(3, 3, 3, 2) })
    on.release(output)
    return pullback(array(1, 1, 1, 2))
  },
  'a smaller gradient of a batch norm': (on, array) => {
    const [, , pullback] = on.batchNormTraining(array(64, 8), { scale: array(8), shift: array(8), epsilon: 1e-5 })
    return pullback(array(1, 8))
  },
}

describeOnBackends(
  'arrays that do not go together',
  (backend) => {
    describe('are refused before anything is read, and nothing is left behind', () => {
      test.each(Object.entries(misfits))('%s', (_name, misfit) => {
        const on = backend()
        const before = on.liveArrays()
        const array = (...shape: readonly number[]): DeviceArray =>
          on.upload(new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(1), shape)
        expect(() => on.scope(() => misfit(on, array))).toThrow(/^narrownet: /)
        expect(on.liveArrays()).toEqual(before)
      })
    })
  },
  implementations,
)
