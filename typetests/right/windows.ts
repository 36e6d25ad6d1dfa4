// Windows: rectangles and dilation, each axis by itself; the name says what differs.
import { conv2d, depthwiseConv2d, input, key, type Network, sequential } from 'narrownet'
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
// what the compiler does not know of a window, run time decides
const someWindow: [number, number] = [1, 3]
const unknownWindow = sequential(input(8, 8, 3), conv2d(3, 8, { kernelSize: someWindow }))(key(0))
export type UnknownWindow = Expect<Equal<typeof unknownWindow, Network<[8, 8, 3], [number, number, 8], [], [string]>>>
