// Transposed convolutions: the sizes that they make, each axis by itself; makers as convolutions are.
import { batchNorm, concatenate, conv2d, convTranspose2d, input, key, maxPool, type Network, relu, sequential } from 'narrownet'
import type { Equal, Expect } from '../equal.js'

const larger = sequential(
  input(4, 5, 3),
  convTranspose2d(3, 8),
  convTranspose2d(8, 12, { kernelSize: 3, padding: 1, outputPadding: 1 }),
  convTranspose2d(12, 6, { kernelSize: [4, 1], stride: [2, 3], padding: [1, 0], outputPadding: [0, 2], bias: true }),
  convTranspose2d(6, 5, { kernelSize: 3, stride: 1, dilation: 2, padding: 4 }),
)(key(0))
export type Larger = Expect<
  Equal<
    typeof larger,
    Network<
      [4, 5, 3],
      [28, 56, 5],
      [8, 12, 6],
      [
        'convTranspose2d',
        'convTranspose2d 3x3/2 pad 1 output pad 1',
        'convTranspose2d 4x1/2x3 pad 1x0 output pad 0x2',
        'convTranspose2d 3x3 pad 4 dilation 2',
      ]
    >
  >
>

// down and up again beside what there was: each width is free
const around = sequential(
  input(8, 8, 3),
  conv2d(3, 6),
  relu,
  concatenate([], [maxPool(2), conv2d(6, 12), batchNorm(12), relu, convTranspose2d(12, 5)]),
  conv2d(11, 2, { kernelSize: 1 }),
)(key(0))
export type Around = Expect<Equal<(typeof around)['cfg'], [6, 12, 5]>>
export type AroundOutput = Expect<Equal<(typeof around)['output'], [8, 8, 2]>>

// a block that is generic in its widths, and what the compiler does not know
const up = <const In extends number, const Out extends number>(from: In, to: Out) =>
  [convTranspose2d(from, to), batchNorm(to), relu] as const
const twice = sequential(input(3, 3, 9), ...up(9, 7), ...up(7, 2))(key(0))
export type Twice = Expect<Equal<(typeof twice)['output'], [12, 12, 2]>>
const wide: number = 2
const unknownSize = sequential(input(3, 3, 9), convTranspose2d(9, 4, { stride: wide }))(key(0))
export type UnknownSize = Expect<Equal<typeof unknownSize, Network<[3, 3, 9], [number, number, 4], [], [string]>>>
export const anyStride = (stride: number) => convTranspose2d(9, 4, { stride, outputPadding: 1 })
