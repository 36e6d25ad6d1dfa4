// What the compiler works out about networks.
import { function as F } from 'fp-ts'
import {
  averagePool,
  batchNorm,
  concatenate,
  conv2d,
  convnet,
  depthwiseConv2d,
  dropout,
  elu,
  flatten,
  gelu,
  geluTanh,
  globalAveragePool,
  hardSwish,
  identity,
  input,
  key,
  leakyRelu,
  linear,
  maskedConv2d,
  maxPool,
  mlp,
  type Network,
  relu,
  relu6,
  residual,
  sequential,
  sigmoid,
  silu,
  softplus,
  tanh,
  upsample,
} from 'narrownet'
import type { Equal, Expect } from '../equal.js'

const plain = sequential(
  input(28, 28, 1),
  conv2d(1, 32),
  batchNorm(32),
  relu,
  maxPool(2),
  conv2d(32, 64, { kernelSize: 5 }),
  relu,
  maxPool(3, { stride: 2 }),
  flatten,
  dropout(0.5),
  linear(2304, 10),
)(key(0))
export type Plain = Expect<
  Equal<
    typeof plain,
    Network<
      [28, 28, 1],
      [10],
      [32, 64],
      ['conv2d', 'batchNorm', 'relu', 'maxPool 2', 'conv2d 5x5', 'relu', 'maxPool 3/2', 'flatten', 'dropout', 'linear']
    >
  >
>

// an activation keeps the shape, and its number is not in the name
const slope: number = 0.2
const activated = sequential(
  input(8, 8, 3),
  conv2d(3, 16),
  leakyRelu(0.01),
  elu(1),
  leakyRelu(slope),
  relu6,
  hardSwish,
  flatten,
  linear(1024, 8),
  sigmoid,
  tanh,
  silu,
  linear(8, 4),
  gelu,
  geluTanh,
  softplus,
)(key(0))
export type Activated = Expect<
  Equal<
    typeof activated,
    Network<
      [8, 8, 3],
      [4],
      [16, 8],
      [
        ...['conv2d', 'leakyRelu', 'elu', 'leakyRelu', 'relu6', 'hardSwish', 'flatten', 'linear'],
        ...['sigmoid', 'tanh', 'silu', 'linear', 'gelu', 'geluTanh', 'softplus'],
      ]
    >
  >
>

// a depthwise convolution carries its channels: the width is the one that was made, and an inverted residual has one entry
const inverted = sequential(
  input(32, 32, 3),
  conv2d(3, 16, { stride: 2 }),
  relu6,
  residual(conv2d(16, 96, { kernelSize: 1 }), relu6, depthwiseConv2d(96), relu6, conv2d(96, 16, { kernelSize: 1 })),
  depthwiseConv2d(16, { kernelSize: 5, stride: 2 }),
  conv2d(16, 24, { kernelSize: 1 }),
  flatten,
  linear(1536, 10),
)(key(0))
export type Inverted = Expect<
  Equal<
    typeof inverted,
    Network<
      [32, 32, 3],
      [10],
      [96, 24],
      [
        ...['conv2d 3x3/2', 'relu6', 'residual 16 (conv2d 1x1, relu6, depthwiseConv2d, relu6, conv2d 1x1)'],
        ...['depthwiseConv2d 5x5/2', 'conv2d 1x1', 'flatten', 'linear'],
      ]
    >
  >
>
// larger maps, beside what they were made of
const skipped = sequential(
  input(16, 16, 3),
  conv2d(3, 8),
  concatenate([], [maxPool(2), conv2d(8, 12), upsample(2)]),
  upsample(2, { interpolation: 'bilinear' }),
  conv2d(20, 4),
)
export type Skipped = Expect<
  Equal<
    ReturnType<typeof skipped>,
    Network<
      [16, 16, 3],
      [32, 32, 4],
      [8, 12],
      ['conv2d', 'concatenate (identity | maxPool 2, conv2d, upsample 2)', 'upsample 2 bilinear', 'conv2d']
    >
  >
>

// even kernels, any stride; padding as near to the same size as whole cells come
const patches = sequential(
  input(32, 32, 3),
  conv2d(3, 16, { kernelSize: 4, stride: 4, padding: 0 }),
  conv2d(16, 8, { kernelSize: 2 }),
  conv2d(8, 4, { kernelSize: 4, stride: 3 }),
)
export type Patches = Expect<Equal<ReturnType<typeof patches>['output'], [2, 2, 4]>>
export type PatchNames = Expect<Equal<ReturnType<typeof patches>['arch'], ['conv2d 4x4/4 pad 0', 'conv2d 2x2', 'conv2d 4x4/3']>>

const separable = <const C extends number, const W extends number>(channels: C, width: W) =>
  [depthwiseConv2d(channels), conv2d(channels, width, { kernelSize: 1 })] as const
const separated = sequential(input(8, 8, 3), ...separable(3, 8), ...separable(8, 4), flatten)
export type Separated = Expect<Equal<ReturnType<typeof separated>['cfg'], [8]>>

// the output's width is no entry of the cfg, whatever makes it
const convolutional = sequential(input(8, 8, 3), conv2d(3, 16, { stride: 2 }), conv2d(16, 10, { kernelSize: 1 }), globalAveragePool)(key(0))
export type Convolutional = Expect<
  Equal<typeof convolutional, Network<[8, 8, 3], [10], [16], ['conv2d 3x3/2', 'conv2d 1x1', 'globalAveragePool']>>
>

// a user's own residual network: three convolutions in a body, a squeeze to one channel, a residual inside a residual
const own = sequential(
  input(32, 32, 3),
  conv2d(3, 16),
  residual(conv2d(16, 8, { kernelSize: 1 }), relu, conv2d(8, 4), relu, conv2d(4, 16, { kernelSize: 1 })),
  conv2d(16, 32, { stride: 2 }),
  residual(conv2d(32, 1), residual(conv2d(1, 6), relu, conv2d(6, 1)), conv2d(1, 32)),
  identity,
  averagePool(16),
  flatten,
  linear(32, 20),
  relu,
  linear(20, 10),
)(key(0))
export type Own = Expect<
  Equal<
    typeof own,
    Network<
      [32, 32, 3],
      [10],
      [8, 4, 6, 20],
      [
        'conv2d',
        'residual 16 (conv2d 1x1, relu, conv2d, relu, conv2d 1x1)',
        'conv2d 3x3/2',
        'residual 32 (conv2d, residual 1 (conv2d, relu, conv2d), conv2d)',
        'identity',
        'averagePool 16',
        'flatten',
        'linear',
        'relu',
        'linear',
      ]
    >
  >
>

const masked = sequential(input(8, 8, 1), maskedConv2d(conv2d(1, 4)), globalAveragePool, linear(4, 2))(key(0))
export type Masked = Expect<Equal<typeof masked, Network<[8, 8, 1], [2], [4], ['maskedConv2d', 'globalAveragePool', 'linear']>>>

// the start of an ImageNet ResNet: 224 to 112 to 56
const stem = sequential(
  input(224, 224, 3),
  conv2d(3, 64, { kernelSize: 7, stride: 2 }),
  batchNorm(64),
  relu,
  maxPool(3, { stride: 2, padding: 1 }),
)(key(0))
export type Stem = Expect<
  Equal<typeof stem, Network<[224, 224, 3], [56, 56, 64], [], ['conv2d 7x7/2', 'batchNorm', 'relu', 'maxPool 3/2 pad 1']>>
>

// widths known only as numbers are checked at run time
declare const channels: number
export const unknown = sequential(
  input(28, 28, 1),
  conv2d(1, channels),
  relu,
  conv2d(channels, 8),
  globalAveragePool,
  linear(8, 10),
)(key(0))
export type Unknown = Expect<Equal<(typeof unknown)['cfg'], [number, 8]>>

const conv = convnet({ input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }, key(0))
export type Convnet = Expect<Equal<typeof conv, Network<[28, 28, 1], [10], [32, 64, 64], 'convnet'>>>
const perceptron = mlp({ input: [784], cfg: [200, 200], classes: 10 }, key(0))
export type Mlp = Expect<Equal<typeof perceptron, Network<[784], [10], [200, 200], 'mlp'>>>

export const inAPipe: Network<[4], [2], [3], readonly string[]> = F.pipe(key(0), sequential(input(4), linear(4, 3), relu, linear(3, 2)))
