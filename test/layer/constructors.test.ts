import { describe, expect, test } from 'vitest'
import { averagePool } from '../../lib/layer/averagePool.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { convTranspose2d } from '../../lib/layer/convTranspose2d.js'
import { depthwiseConv2d } from '../../lib/layer/depthwiseConv2d.js'
import { dropout } from '../../lib/layer/dropout.js'
import { elu } from '../../lib/layer/elu.js'
import { leakyRelu } from '../../lib/layer/leakyRelu.js'
import { groupedConv2d } from '../../lib/layer/groupedConv2d.js'
import { groupNorm } from '../../lib/layer/groupNorm.js'
import { layerNorm } from '../../lib/layer/layerNorm.js'
import { linear } from '../../lib/layer/linear.js'
import { maskedConv2d } from '../../lib/layer/maskedConv2d.js'
import { maskedLinear } from '../../lib/layer/maskedLinear.js'
import { maxPool } from '../../lib/layer/maxPool.js'
import { upsample } from '../../lib/layer/upsample.js'
import { convnet } from '../../lib/model/convnet.js'
import { mlp } from '../../lib/model/mlp.js'
import { key } from '../../lib/random/key.js'

// What the compiler refuses is not sent past it here one by one: a cast stands for a caller without types.
const loosely = (make: unknown) => make as (...given: readonly unknown[]) => unknown

describe('defaults', () => {
  test.each([
    [conv2d(3, 8), { _tag: 'conv2d', inChannels: 3, outChannels: 8, kernelSize: 3, stride: 1, padding: 1, bias: false }],
    [conv2d(3, 8, { kernelSize: 7, stride: 2, bias: true }), { kernelSize: 7, stride: 2, padding: 3, bias: true }],
    [conv2d(3, 8, { kernelSize: 5, padding: 0 }), { padding: 0 }],
    [conv2d(3, 8, { kernelSize: 11 }), { padding: 5 }],
    [conv2d(3, 8, { kernelSize: 4, stride: 3 }), { kernelSize: 4, stride: 3, padding: 1 }],
    [conv2d(3, 8, { kernelSize: [1, 7] }), { kernelSize: [1, 7], stride: 1, padding: [0, 3] }],
    [conv2d(3, 8, { dilation: 2 }), { kernelSize: 3, stride: 1, padding: 2, dilation: 2 }],
    [conv2d(3, 8, { dilation: [1, 3], stride: [2, 1] }), { stride: [2, 1], padding: [1, 3], dilation: [1, 3] }],
    [conv2d(3, 8, { dilation: 2, padding: 4 }), { padding: 4 }],
    [depthwiseConv2d(3, { kernelSize: [5, 1], dilation: [3, 1] }), { kernelSize: [5, 1], padding: [6, 0], dilation: [3, 1] }],
    [elu(), { _tag: 'elu', alpha: 1 }],
    [leakyRelu(), { _tag: 'leakyRelu', slope: 0.01 }],
    [maskedConv2d(conv2d(3, 8)), { _tag: 'maskedConv2d', inChannels: 3, outChannels: 8 }],
    [
      groupedConv2d(8, 12, 4),
      { _tag: 'groupedConv2d', inChannels: 8, outChannels: 12, groups: 4, kernelSize: 3, stride: 1, padding: 1, bias: false },
    ],
    [
      groupedConv2d(8, 12, 4, { kernelSize: [1, 5], dilation: 2, bias: true }),
      { kernelSize: [1, 5], padding: [0, 4], dilation: 2, bias: true },
    ],
    [depthwiseConv2d(8), { _tag: 'depthwiseConv2d', channels: 8, kernelSize: 3, stride: 1, padding: 1, bias: false }],
    [depthwiseConv2d(8, { kernelSize: 5, stride: 2, bias: true }), { kernelSize: 5, stride: 2, padding: 2, bias: true }],
    [
      convTranspose2d(8, 4),
      { _tag: 'convTranspose2d', inChannels: 8, outChannels: 4, kernelSize: 2, stride: 2, padding: 0, outputPadding: 0, bias: false },
    ],
    [
      convTranspose2d(8, 4, { stride: [1, 2], dilation: 2, outputPadding: 1, bias: true }),
      { stride: [1, 2], dilation: 2, outputPadding: 1, bias: true },
    ],
    [linear(4, 2), { _tag: 'linear', inFeatures: 4, outFeatures: 2, bias: true }],
    [maskedLinear(linear(4, 2, { bias: false })), { _tag: 'maskedLinear', bias: false }],
    [batchNorm(8), { _tag: 'batchNorm', channels: 8, epsilon: 1e-5, momentum: 0.1, initialScale: 1 }],
    [maxPool(3), { _tag: 'maxPool', size: 3, stride: 3, padding: 0 }],
    [maxPool(3, { stride: 2, padding: 1 }), { _tag: 'maxPool', size: 3, stride: 2, padding: 1 }],
    [maxPool([4, 1]), { _tag: 'maxPool', size: [4, 1], stride: [4, 1], padding: 0 }],
    [averagePool([4, 1], { stride: 2 }), { _tag: 'averagePool', size: [4, 1], stride: 2 }],
    [averagePool(3, { stride: 2 }), { _tag: 'averagePool', size: 3, stride: 2 }],
    [maxPool(3, { stride: 2, ceilMode: true }), { _tag: 'maxPool', size: 3, stride: 2, padding: 0, ceilMode: true }],
    [averagePool(3, { ceilMode: true }), { _tag: 'averagePool', size: 3, stride: 3, ceilMode: true }],
    [layerNorm(8), { _tag: 'layerNorm', channels: 8, epsilon: 1e-5 }],
    [groupNorm(8, 2, { epsilon: 1e-3 }), { _tag: 'groupNorm', channels: 8, groups: 2, epsilon: 1e-3 }],
    [upsample(3), { _tag: 'upsample', factor: 3, interpolation: 'nearest' }],
    [dropout(0), { _tag: 'dropout', rate: 0 }],
    [leakyRelu(0.01), { _tag: 'leakyRelu', slope: 0.01 }],
    [elu(1), { _tag: 'elu', alpha: 1 }],
  ])('%o', (spec, expected) => {
    expect(spec).toMatchObject(expected)
  })
})

test('what a pool or a convolution leaves at its default stands in no description, and so in no file or digest', () => {
  expect(Object.keys(maxPool(3, { ceilMode: false }))).toEqual(['_tag', 'size', 'stride', 'padding'])
  expect(Object.keys(averagePool(3, { ceilMode: false }))).toEqual(['_tag', 'size', 'stride'])
  expect(Object.keys(conv2d(3, 8, { dilation: 1 }))).not.toContain('dilation')
})

describe('what no layer can be is refused for callers without types', () => {
  test.each<[make: unknown, given: readonly unknown[], sentence: string]>([
    [conv2d, [3, 8, { groups: 2 }], 'narrownet: conv2d: unknown option groups, not one of kernelSize, stride, padding, dilation, bias'],
    [conv2d, [3, 8, { bias: 'yes' }], 'narrownet: conv2d: bias is "yes", not true or false'],
    [
      conv2d,
      [3, 8, { padding: 'valid' }],
      'narrownet: conv2d: padding is "valid", not a number or two of them, [vertical, horizontal], or \'same\'',
    ],
    [conv2d, [3, 8, null], 'narrownet: conv2d: the options are null, not an object'],
    [conv2d, ['3', 8], 'narrownet: conv2d: inChannels is "3", not a positive integer'],
    [conv2d, [3, 1e10], 'narrownet: conv2d: outChannels is 10000000000, more than 16777216'],
    [linear, [3, 8, { relu: true }], 'narrownet: linear: unknown option relu, not one of bias, initialDeviation'],
    [batchNorm, [3, { eps: 1e-5 }], 'narrownet: batchNorm: unknown option eps, not one of epsilon, momentum, initialScale'],
    [batchNorm, [3, { momentum: '0.1' }], 'narrownet: batchNorm: momentum is "0.1", not a number'],
    [maxPool, [2, { strides: 2 }], 'narrownet: maxPool: unknown option strides, not one of stride, padding, ceilMode'],
    [averagePool, [2, { padding: 1 }], 'narrownet: averagePool: unknown option padding, not one of stride, ceilMode'],
    [averagePool, [2, { ceil_mode: true }], 'narrownet: averagePool: unknown option ceil_mode, not one of stride, ceilMode'],
    [conv2d, [0, 8], 'conv2d: inChannels is 0: at least 1 is needed'],
    [conv2d, [3, -8], 'conv2d: outChannels is -8, not a positive integer'],
    [conv2d, [3, 8, { kernelSize: -4 }], 'conv2d: kernelSize is -4, not a positive integer'],
    [conv2d, [3, 8, { stride: 0.5 }], 'conv2d: stride is 0.5, not a positive integer'],
    [conv2d, [3, 8, { padding: 3 }], 'conv2d: padding is 3, not a whole number from 0 to 2'],
    [conv2d, [3, 8, { kernelSize: [3, 0] }], 'conv2d: kernelSize[1] is 0: at least 1 is needed'],
    [conv2d, [3, 8, { kernelSize: [1, 7], padding: 3 }], 'conv2d: padding[0] is 3, not a whole number from 0 to 0'],
    [conv2d, [3, 8, { dilation: 0 }], 'conv2d: dilation is 0: at least 1 is needed'],
    [conv2d, [3, 8, { dilation: 2, padding: 5 }], 'conv2d: padding is 5, not a whole number from 0 to 4'],
    [
      conv2d,
      [3, 8, { stride: [1, 2, 3] }],
      'narrownet: conv2d: stride is a list of 3, not a number or two of them, [vertical, horizontal],',
    ],
    [conv2d, [3, 8, { padding: -1 }], 'conv2d: padding is -1, not a whole number from 0 to 2'],
    [groupedConv2d, [8, 16, 0], 'groupedConv2d: groups is 0: at least 1 is needed'],
    [groupedConv2d, [8, 16, 2.5], 'groupedConv2d: groups is 2.5, not a positive integer'],
    [groupedConv2d, [8, 16, { groups: 2 }], 'groupedConv2d: groups is an object { groups }, not a positive integer'],
    [groupedConv2d, [8, 18, 3], 'groupedConv2d: groups is 3, and 8 inChannels do not make 3 groups of one size'],
    [groupedConv2d, [9, 16, 3], 'groupedConv2d: groups is 3, and 16 outChannels do not make 3 groups of one size'],
    [groupedConv2d, [8, 16, 2, { stride: 0 }], 'groupedConv2d: stride is 0: at least 1 is needed'],
    [depthwiseConv2d, [8, 16], 'narrownet: depthwiseConv2d: the options are 16, not an object'],
    [
      depthwiseConv2d,
      [8, { groups: 2 }],
      'narrownet: depthwiseConv2d: unknown option groups, not one of kernelSize, stride, padding, dilation, bias',
    ],
    [depthwiseConv2d, [0], 'depthwiseConv2d: channels is 0: at least 1 is needed'],
    [depthwiseConv2d, [8, { kernelSize: 0 }], 'depthwiseConv2d: kernelSize is 0: at least 1 is needed'],
    [depthwiseConv2d, [8, { stride: -1 }], 'depthwiseConv2d: stride is -1, not a positive integer'],
    [depthwiseConv2d, [8, { padding: 3 }], 'depthwiseConv2d: padding is 3, not a whole number from 0 to 2'],
    [convTranspose2d, [0, 4], 'convTranspose2d: inChannels is 0: at least 1 is needed'],
    [convTranspose2d, [8, 4.5], 'convTranspose2d: outChannels is 4.5, not a positive integer'],
    [
      convTranspose2d,
      [8, 4, { padding: 'same' }],
      'narrownet: convTranspose2d: padding is "same", not a number or two of them, [vertical, horizontal],',
    ],
    [convTranspose2d, [8, 4, { padding: 2 }], 'convTranspose2d: padding is 2, not a whole number from 0 to 1'],
    [
      convTranspose2d,
      [8, 4, { outputPadding: 2 }],
      'convTranspose2d: outputPadding is 2, not a whole number below the stride or the dilation, from 0 to 1',
    ],
    [
      convTranspose2d,
      [8, 4, { stride: [2, 1], outputPadding: 1 }],
      'convTranspose2d: outputPadding[1] is 1, not a whole number below the stride or the dilation, from 0 to 0',
    ],
    [
      convTranspose2d,
      [8, 4, { groups: 2 }],
      'narrownet: convTranspose2d: unknown option groups, not one of kernelSize, stride, padding, outputPadding, dilation, bias',
    ],
    [linear, [12.5, 2], 'linear: inFeatures is 12.5, not a positive integer'],
    [linear, [3, Number.NaN], 'linear: outFeatures is NaN, not a positive integer'],
    [batchNorm, [0], 'batchNorm: channels is 0: at least 1 is needed'],
    [batchNorm, [4, { epsilon: 0 }], 'batchNorm: epsilon is 0, not a positive number of float32'],
    [batchNorm, [4, { epsilon: Infinity }], 'batchNorm: epsilon is Infinity, not a positive number of float32'],
    [batchNorm, [4, { epsilon: 1e-300 }], 'batchNorm: epsilon is 1e-300, not a positive number of float32'],
    [batchNorm, [4, { epsilon: 1e39 }], 'batchNorm: epsilon is 1e+39, not a positive number of float32'],
    [batchNorm, [4, { initialScale: 1e39 }], 'batchNorm: initialScale is 1e+39, not finite in float32'],
    [linear, [4, 4, { initialDeviation: 1e38 }], 'linear: initialDeviation is 1e+38, not a deviation of float32 numbers'],
    [dropout, [1 - 1e-12], 'dropout: the rate is 0.999999999999: it must be at least 0 and less than 1'],
    [batchNorm, [4, { momentum: 1.1 }], 'batchNorm: momentum is 1.1, not from 0 to 1'],
    [batchNorm, [4, { initialScale: Number.NaN }], 'batchNorm: initialScale is NaN'],
    [maxPool, [0], 'maxPool: size is 0: at least 1 is needed'],
    [maxPool, [3, { padding: 2 }], 'maxPool: padding is 2, not a whole number from 0 to 1, half of the size'],
    [maxPool, [3, { padding: -1 }], 'maxPool: padding is -1, not a whole number from 0 to 1, half of the size'],
    [maxPool, [3, { padding: 0.5 }], 'maxPool: padding is 0.5, not a whole number from 0 to 1, half of the size'],
    [maxPool, [[2, 0]], 'maxPool: size[1] is 0: at least 1 is needed'],
    [maxPool, [[4, 1], { padding: 1 }], 'maxPool: padding[1] is 1, not a whole number from 0 to 0, half of the size'],
    [maxPool, [[4, 1, 1]], 'narrownet: maxPool: size is a list of 3, not a number or two of them, [vertical, horizontal],'],
    [maxPool, [null], 'narrownet: maxPool: size is null, not a number or two of them, [vertical, horizontal],'],
    [maxPool, [2, { ceilMode: 1 }], 'narrownet: maxPool: ceilMode is 1, not true or false'],
    [averagePool, ['2'], 'narrownet: averagePool: size is "2", not a number or two of them, [vertical, horizontal],'],
    [averagePool, [2, { stride: [1, 0.5] }], 'averagePool: stride[1] is 0.5, not a positive integer'],
    [averagePool, [2, { stride: 0.5 }], 'averagePool: stride is 0.5, not a positive integer'],
    [layerNorm, [0], 'narrownet: layerNorm: channels is 0: at least 1 is needed'],
    [layerNorm, [3, { eps: 1e-5 }], 'narrownet: layerNorm: unknown option eps, not one of epsilon'],
    [groupNorm, [4, 0], 'narrownet: groupNorm: groups is 0: at least 1 is needed'],
    [groupNorm, [4, 2, { epsilon: 0 }], 'narrownet: groupNorm: epsilon is 0, not a positive number of float32 (2^-126 or more)'],
    [groupNorm, [8, 64], 'narrownet: groupNorm: groups is 64, and 8 channels do not make 64 groups of one size'],
    [upsample, [0], 'narrownet: upsample: factor is 0: at least 1 is needed'],
    [upsample, [2, { interpolation: 'bicubic' }], "narrownet: upsample: interpolation is \"bicubic\", not 'nearest' or 'bilinear'"],
    [leakyRelu, [0], 'narrownet: leakyRelu: the slope is 0, not a positive number of float32 (2^-126 or more)'],
    [leakyRelu, [Number.NaN], 'narrownet: leakyRelu: the slope is NaN, not a positive number of float32 (2^-126 or more)'],
    [leakyRelu, [1e-40], 'narrownet: leakyRelu: the slope is 1e-40, not a positive number of float32 (2^-126 or more)'],
    [leakyRelu, ['0.1'], 'narrownet: leakyRelu: slope is "0.1", not a number'],
    [leakyRelu, [null], 'narrownet: leakyRelu: slope is null, not a number'],
    [elu, [-1], 'narrownet: elu: alpha is -1, not a positive number of float32 (2^-126 or more)'],
    [elu, [Infinity], 'narrownet: elu: alpha is Infinity, not a positive number of float32 (2^-126 or more)'],
    [dropout, [1], 'dropout: the rate is 1: it must be at least 0 and less than 1'],
    [dropout, [-0.1], 'dropout: the rate is -0.1: it must be at least 0 and less than 1'],
    [convnet, [{ input: [3, 28, 1], cfg: [1, 1, 1], classes: 2 }, key(0)], 'convnet: layer 7 (maxPool) leaves nothing of [1,14,1]'],
    [convnet, [{ input: [28, 28, 1], cfg: [1, 0, 1], classes: 2 }, key(0)], 'narrownet: convnet: cfg[1] is 0: at least 1 is needed'],
    [mlp, [{ input: [4], cfg: [-2], classes: 2 }, key(0)], 'narrownet: mlp: cfg[0] is -2, not a positive integer'],
  ])('%o %o', (make, given, sentence) => {
    expect(() => loosely(make)(...given)).toThrow(sentence)
  })
})

test('a layer keeps no array of its caller: what is written into it later changes nothing', () => {
  const window = (): [number, number] => [2, 1]
  const made: readonly ((pair: [number, number]) => object)[] = [
    (pair) => conv2d(3, 4, { kernelSize: pair, stride: pair, padding: [1, 0], dilation: pair }),
    (pair) => groupedConv2d(4, 4, 2, { kernelSize: pair, stride: pair, padding: [1, 0], dilation: pair }),
    (pair) => depthwiseConv2d(3, { kernelSize: pair, stride: pair, padding: [1, 0], dilation: pair }),
    (pair) => convTranspose2d(3, 4, { kernelSize: pair, stride: pair, padding: [1, 0], dilation: pair }),
    (pair) => maxPool(pair, { stride: pair }),
    (pair) => averagePool(pair, { stride: pair }),
  ]
  for (const make of made) {
    const pair = window()
    const layer = make(pair)
    const before = JSON.stringify(layer)
    pair[0] = 7
    expect(JSON.stringify(layer)).toBe(before)
  }
})
