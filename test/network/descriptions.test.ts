import { either as E } from 'fp-ts'
import { test, expect } from 'vitest'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { dropout } from '../../lib/layer/dropout.js'
import { linear } from '../../lib/layer/linear.js'
import { maxPool } from '../../lib/layer/maxPool.js'
import { sequentialFrom } from '../../lib/network/sequential.js'

test.each<[problem: string, spec: unknown]>([
  ['(conv2d) kernelSize is 2.5, not a positive integer', { ...conv2d(1, 4), kernelSize: 2.5 }],
  ['(conv2d) inChannels is 0: at least 1 is needed', { ...conv2d(1, 4), inChannels: 0 }],
  ['(conv2d) stride is 0: at least 1 is needed', { ...conv2d(1, 4), stride: 0 }],
  ['(conv2d) padding is 3, not a whole number from 0 to 2', { ...conv2d(1, 4), padding: 3 }],
  ['(linear) outFeatures is undefined, not a finite number', { ...linear(1, 4), outFeatures: undefined }],
  ['(batchNorm) epsilon is 0, not a positive number of float32 (2^-126 or more)', { ...batchNorm(1), epsilon: 0 }],
  ['(maxPool) size is 0: at least 1 is needed', { ...maxPool(2), size: 0 }],
  ['(maxPool) padding is undefined, not a finite number or two of them, [vertical, horizontal],', { ...maxPool(3), padding: undefined }],
  ['(dropout) the rate is 1: it must be at least 0 and less than 1', { ...dropout(0.5), rate: 1 }],
  ['(perceptron) is not a layer of this library', { _tag: 'perceptron' }],
  ['(null) is not a layer of this library', null],
  ['("relu") is not a layer of this library', 'relu'],
  ['(relu) unknown field slope', { _tag: 'relu', slope: 0.1 }],
  [
    '(conv2d) unknown field groups, not one of inChannels, outChannels, kernelSize, stride, padding, dilation, bias',
    { ...conv2d(1, 8), groups: 2 },
  ],
  ['(conv2d) bias is undefined, not true or false', { ...conv2d(1, 8), bias: undefined }],
  ['(conv2d) inChannels is "1", not a finite number', { ...conv2d(1, 8), inChannels: '1' }],
  ['(sum) branches is "ab", not a list of branches', { _tag: 'sum', branches: 'ab' }],
  ['(residual) body is undefined, not a list of layers', { _tag: 'residual' }],
  ['(toString) is not a layer of this library', { _tag: 'toString' }],
])('a description that no constructor makes is a Left: layer 0 %s', (problem, spec) => {
  expect(sequentialFrom([8, 8, 1], [spec as never])).toEqual(E.left({ _tag: 'ShapeError', at: 0, problem: `layer 0 ${problem}` }))
})
