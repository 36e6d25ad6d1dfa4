// Windows: rectangles, dilation and ceil mode, each axis by itself; the name says what differs.
import { averagePool, conv2d, depthwiseConv2d, input, key, maxPool, type Network, sequential } from 'narrownet'
import type { Equal, Expect } from '../equal.js'

const rectangular = sequential(
  input(16, 24, 3),
  conv2d(3, 8, { kernelSize: [1, 7] }),
  conv2d(8, 8, { kernelSize: [7, 1], stride: [2, 1] }),
  conv2d(8, 12, { dilation: 2 }),
  depthwiseConv2d(12, { dilation: [1, 4], padding: 0 }),
  conv2d(12, 4, { kernelSize: [2, 4], stride: 2, padding: [1, 1] }),
)(key(0))
export type Rectangular = Expect<
  Equal<
    typeof rectangular,
    Network<
      [16, 24, 3],
      [4, 8, 4],
      [8, 8, 12],
      ['conv2d 1x7', 'conv2d 7x1/2x1', 'conv2d 3x3 dilation 2', 'depthwiseConv2d 3x3 pad 0 dilation 1x4', 'conv2d 2x4/2 pad 1x1']
    >
  >
>
// pools likewise
const pooled = sequential(
  input(16, 24, 3),
  maxPool([4, 1]),
  averagePool([1, 2], { stride: [1, 3] }),
  maxPool([3, 4], { stride: 2, padding: [1, 2] }),
  averagePool(1, { stride: [1, 2] }),
)(key(0))
export type Pooled = Expect<
  Equal<
    typeof pooled,
    Network<[16, 24, 3], [2, 3, 3], [], ['maxPool 4x1', 'averagePool 1x2/1x3', 'maxPool 3x4/2 pad 1x2', 'averagePool 1/1x2']>
  >
>
// a last window that reaches beyond the map is kept in ceil mode, whatever was left of it
const kept = sequential(
  input(109, 54, 3),
  maxPool(3, { stride: 2, ceilMode: true }),
  maxPool([3, 2], { stride: 2, padding: [1, 0], ceilMode: true }),
  averagePool(4, { ceilMode: true }),
  averagePool([2, 1], { stride: 2, ceilMode: true }),
  maxPool(2, { ceilMode: false }),
)(key(0))
export type Kept = Expect<
  Equal<
    typeof kept,
    Network<
      [109, 54, 3],
      [2, 1, 3],
      [],
      ['maxPool 3/2 ceil', 'maxPool 3x2/2 pad 1x0 ceil', 'averagePool 4 ceil', 'averagePool 2x1/2 ceil', 'maxPool 2']
    >
  >
>
// a block that is generic in its windows, of one number or two
const pooling = <const Size extends number, const Column extends number>(size: Size, column: Column) =>
  [maxPool(size), averagePool([column, 1], { stride: [column, 1] })] as const
const generic = sequential(input(16, 24, 3), ...pooling(2, 4))(key(0))
export type Generic = Expect<Equal<typeof generic, Network<[16, 24, 3], [2, 12, 3], [], ['maxPool 2', 'averagePool 4x1']>>>

// what the compiler does not know of a window, run time decides
const someWindow: [number, number] = [1, 3]
const unknownWindow = sequential(input(8, 8, 3), conv2d(3, 8, { kernelSize: someWindow }))(key(0))
const unknownPool = sequential(input(8, 8, 3), maxPool(someWindow))(key(0))
export type UnknownPool = Expect<Equal<typeof unknownPool, Network<[8, 8, 3], [number, number, 3], [], [`maxPool ${string}`]>>>
const someMode = someWindow[0] > 1
const unknownMode = sequential(input(8, 8, 3), maxPool(3, { stride: 2, ceilMode: someMode }))(key(0))
export type UnknownMode = Expect<Equal<typeof unknownMode, Network<[8, 8, 3], [number, number, 3], [], [`maxPool ${string}`]>>>
export type UnknownWindow = Expect<Equal<typeof unknownWindow, Network<[8, 8, 3], [number, number, 8], [], [string]>>>
