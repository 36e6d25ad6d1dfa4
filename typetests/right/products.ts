// What the compiler works out about products: which widths wait on, which follow, and what comes out, in forward order.
import {
  batchNorm,
  concatenate,
  conv2d,
  depthwiseConv2d,
  flatten,
  globalAveragePool,
  input,
  key,
  linear,
  multiply,
  type Network,
  padChannels,
  relu,
  relu6,
  residual,
  sequential,
  sigmoid,
  silu,
  squeezeAndExcitation,
} from 'narrownet'
import type { Equal, Expect } from '../equal.js'

const gate = <const C extends number, const H extends number>(channels: C, hidden: H) =>
  multiply([], [globalAveragePool, linear(channels, hidden), relu, linear(hidden, channels), sigmoid])

// an inverted residual with a gate: its expansion and the gate's inner width are free, the gate's last follows
const inverted = sequential(
  input(8, 8, 3),
  conv2d(3, 8),
  residual(
    conv2d(8, 48, { kernelSize: 1 }),
    batchNorm(48),
    relu6,
    depthwiseConv2d(48),
    batchNorm(48),
    relu6,
    gate(48, 12),
    conv2d(48, 8, { kernelSize: 1 }),
  ),
  globalAveragePool,
  linear(8, 10),
)(key(0))
export type Inverted = Expect<
  Equal<
    typeof inverted,
    Network<
      [8, 8, 3],
      [10],
      [48, 12],
      [
        'conv2d',
        'residual 8 (conv2d 1x1, batchNorm, relu6, depthwiseConv2d, batchNorm, relu6, multiply (identity | globalAveragePool, linear, relu, linear, sigmoid), conv2d 1x1)',
        'globalAveragePool',
        'linear',
      ]
    >
  >
>

// the block says the same, with activations of its own
const block = sequential(
  input(8, 8, 3),
  conv2d(3, 48),
  squeezeAndExcitation(48, { squeezed: 12, activation: silu }),
  conv2d(48, 10),
  globalAveragePool,
)
export type Block = Expect<
  Equal<
    [(typeof block)['cfg'], (typeof block)['arch'][1]],
    [[48, 12], 'multiply (identity | globalAveragePool, linear, silu, linear, sigmoid)']
  >
>

// the gate in front, the map behind; and a gate as a map of one cell
const turned = sequential(input(8, 8, 3), conv2d(3, 16), multiply([globalAveragePool, linear(16, 16)], []), conv2d(16, 10))
export type Turned = Expect<Equal<[(typeof turned)['cfg'], (typeof turned)['output']], [[16], [8, 8, 10]]>>
const cell = sequential(input(8, 8, 3), conv2d(3, 16), multiply([], [conv2d(16, 16, { kernelSize: 8, padding: 0 })]), conv2d(16, 10))
export type Cell = Expect<Equal<[(typeof cell)['cfg'], (typeof cell)['output']], [[16], [8, 8, 10]]>>

// a gated linear unit: the first branch leads
const unit = sequential(
  input(8),
  linear(8, 6),
  multiply([linear(6, 4), linear(4, 16)], [linear(6, 5), linear(5, 16), sigmoid]),
  linear(16, 2),
)
export type Unit = Expect<Equal<(typeof unit)['cfg'], [6, 4, 16, 5]>>

// behind a concatenation a gate follows what stands side by side; behind the last reader it is the output that leads
const dense = sequential(
  input(8, 8, 3),
  conv2d(3, 6),
  concatenate([], [conv2d(6, 4)]),
  gate(10, 3),
  conv2d(10, 7),
  gate(7, 2),
  globalAveragePool,
)
export type Dense = Expect<Equal<(typeof dense)['cfg'], [6, 4, 3, 2]>>

// a gate of a gate; a map by what an activation makes of it
const nested = sequential(
  input(8, 8, 3),
  conv2d(3, 6),
  multiply([], [globalAveragePool, linear(6, 6), multiply([], [linear(6, 2), linear(2, 6), sigmoid])]),
  multiply([], [sigmoid]),
  conv2d(6, 7),
  globalAveragePool,
)
export type Nested = Expect<Equal<(typeof nested)['cfg'], [6, 2]>>

// what does not end in one layer's channels follows nothing: both are tied, as by a sum
const tied = sequential(
  input(8, 8, 3),
  conv2d(3, 6),
  multiply([], [globalAveragePool, linear(6, 6), residual(linear(6, 5), linear(5, 6))]),
  conv2d(6, 7),
  multiply([], [globalAveragePool, concatenate([linear(7, 3)], [linear(7, 4)])]),
  conv2d(7, 8),
  multiply([], [globalAveragePool, linear(8, 6), padChannels(2)]),
  conv2d(8, 9),
  globalAveragePool,
)
export type Tied = Expect<Equal<(typeof tied)['cfg'], [5]>>

// tied inside a branch that follows: tied outside as well
const tiedInside = sequential(
  input(8, 8, 3),
  conv2d(3, 6),
  multiply([], [globalAveragePool, residual(linear(6, 4), linear(4, 6)), linear(6, 6)]),
  conv2d(6, 7),
  globalAveragePool,
)
export type TiedInside = Expect<Equal<(typeof tiedInside)['cfg'], [4]>>

// a selfsame map, flattened, times one number each
const flat = sequential(input(2, 2, 3), conv2d(3, 4), flatten, multiply([], [linear(16, 16)]), linear(16, 2))
export type Flat = Expect<Equal<(typeof flat)['cfg'], [4]>>

// sizes that only run time knows
declare const some: number
const unknown = sequential(
  input(8, 8, some),
  conv2d(some, some),
  multiply([], [globalAveragePool, linear(some, 4), linear(4, some)]),
  conv2d(some, 3),
)
export type Unknown = Expect<Equal<[(typeof unknown)['cfg'], (typeof unknown)['output']], [[number, 4], [8, 8, 3]]>>
const size = sequential(
  input(some, some, 4),
  multiply([], [conv2d(4, 4, { kernelSize: 3, padding: 0 })]),
  multiply([globalAveragePool], []),
)
export type Size = Expect<Equal<(typeof size)['output'], [number, number, 4]>>

for (const { cfg } of [inverted, block, turned, cell, unit, dense, nested, tied, tiedInside, flat, unknown, size])
  cfg satisfies readonly number[]
