// What the compiler works out about branches: which widths are tied, which stay free, in forward order.
import {
  averagePool,
  batchNorm,
  channelSelection,
  concatenate,
  conv2d,
  detach,
  globalAveragePool,
  input,
  key,
  linear,
  type Network,
  padChannels,
  relu,
  residual,
  sequential,
  sum,
} from 'narrownet'
import type { Equal, Expect } from '../equal.js'

// both branches read the stem, so it is free; their ends are added up, so they are tied
const projected = sequential(
  input(8, 8, 3),
  conv2d(3, 16),
  sum(
    [conv2d(16, 32, { kernelSize: 1, stride: 2 }), batchNorm(32)],
    [conv2d(16, 8, { stride: 2 }), batchNorm(8), relu, conv2d(8, 32), batchNorm(32)],
  ),
  relu,
  globalAveragePool,
  linear(32, 10),
)(key(0))
export type Projected = Expect<
  Equal<
    typeof projected,
    Network<
      [8, 8, 3],
      [10],
      [16, 8],
      [
        'conv2d',
        'sum 32 (conv2d 1x1/2, batchNorm | conv2d 3x3/2, batchNorm, relu, conv2d, batchNorm)',
        'relu',
        'globalAveragePool',
        'linear',
      ]
    >
  >
>

// a shortcut without parameters ties the stem
const padded = sequential(
  input(8, 8, 3),
  conv2d(3, 16),
  sum([detach, averagePool(1, { stride: 2 }), padChannels(16)], [conv2d(16, 8, { stride: 2 }), relu, conv2d(8, 32)]),
  globalAveragePool,
  linear(32, 10),
)(key(0))
export type Padded = Expect<Equal<(typeof padded)['cfg'], [8]>>

// set side by side, both widths stay free, each once, the input's first
const dense = sequential(
  input(8, 8, 3),
  conv2d(3, 16),
  concatenate([], [conv2d(16, 48, { kernelSize: 1 }), relu, conv2d(48, 12)]),
  concatenate([], [conv2d(28, 24, { kernelSize: 1 }), relu, conv2d(24, 12)]),
  batchNorm(40),
  relu,
  conv2d(40, 20, { kernelSize: 1 }),
  globalAveragePool,
  linear(20, 10),
)(key(0))
export type Dense = Expect<
  Equal<
    typeof dense,
    Network<
      [8, 8, 3],
      [10],
      [16, 48, 12, 24, 12, 20],
      [
        'conv2d',
        'concatenate (identity | conv2d 1x1, relu, conv2d)',
        'concatenate (identity | conv2d 1x1, relu, conv2d)',
        'batchNorm',
        'relu',
        'conv2d 1x1',
        'globalAveragePool',
        'linear',
      ]
    >
  >
>

// a sum after a concatenation ties all that stands in it; what was read before stays free
const denseThenSum = sequential(
  input(8, 8, 3),
  conv2d(3, 4),
  concatenate([], [conv2d(4, 5), relu, conv2d(5, 4)]),
  residual(conv2d(8, 6), conv2d(6, 8)),
  globalAveragePool,
  linear(8, 10),
)(key(0))
export type DenseThenSum = Expect<Equal<(typeof denseThenSum)['cfg'], [5, 6]>>

// tied inside a branch, before anything reads it there: tied outside as well
const tiedInside = sequential(
  input(8, 8, 3),
  conv2d(3, 4),
  sum([residual(conv2d(4, 2), conv2d(2, 4)), conv2d(4, 6)], [conv2d(4, 6)]),
  conv2d(6, 7),
  conv2d(7, 10),
  globalAveragePool,
)(key(0))
export type TiedInside = Expect<Equal<(typeof tiedInside)['cfg'], [2, 7]>>

// a selection: what it picks from stays whole, what it picks is an entry of the cfg
const selected = sequential(
  input(8, 8, 3),
  conv2d(3, 16),
  residual(batchNorm(16), channelSelection(16), relu, conv2d(16, 8, { kernelSize: 1 }), batchNorm(8), relu, conv2d(8, 16)),
  batchNorm(16),
  channelSelection(16, 12),
  relu,
  globalAveragePool,
  linear(12, 10),
)(key(0))
export type Selected = Expect<
  Equal<
    typeof selected,
    Network<
      [8, 8, 3],
      [10],
      [16, 8, 12],
      [
        'conv2d',
        'residual 16 (batchNorm, channelSelection 16, relu, conv2d 1x1, batchNorm, relu, conv2d)',
        'batchNorm',
        'channelSelection 16',
        'relu',
        'globalAveragePool',
        'linear',
      ]
    >
  >
>
for (const { cfg } of [projected, padded, dense, denseThenSum, tiedInside, selected]) cfg satisfies readonly number[]
