// Convolutions in groups: makers as convolutions are; the number of groups stands in the name, as pruning keeps it.
import {
  batchNorm,
  conv2d,
  globalAveragePool,
  groupedConv2d,
  input,
  key,
  l1Norm,
  linear,
  narrowNetwork,
  type Network,
  relu,
  residual,
  sequential,
} from 'narrownet'
import type { Equal, Expect } from '../equal.js'

const network = sequential(
  input(8, 9, 3),
  conv2d(3, 16),
  groupedConv2d(16, 32, 4),
  relu,
  groupedConv2d(32, 24, 8, { kernelSize: [1, 5], stride: 2, bias: true }),
  groupedConv2d(24, 12, 12, { dilation: 2 }),
)(key(0))
export type Whole = Expect<
  Equal<
    typeof network,
    Network<
      [8, 9, 3],
      [4, 5, 12],
      [16, 32, 24],
      ['conv2d', 'groupedConv2d in 4', 'relu', 'groupedConv2d 1x5/2 in 8', 'groupedConv2d 3x3 dilation 2 in 12']
    >
  >
>

// a block of ResNeXt: what its groups read and what they make are entries of their own
const body = [
  conv2d(64, 32, { kernelSize: 1 }),
  batchNorm(32),
  relu,
  groupedConv2d(32, 32, 8),
  batchNorm(32),
  relu,
  conv2d(32, 64, { kernelSize: 1 }),
  batchNorm(64),
] as const
const block = sequential(input(8, 8, 64), residual(...body), relu, globalAveragePool, linear(64, 10))(key(0))
export type Block = Expect<Equal<(typeof block)['cfg'], [32, 32]>>
const slim = narrowNetwork(block, l1Norm, [16, 24])
export type Slim = Expect<Equal<(typeof slim)['cfg'], [16, 24]>>

// a block that is generic in its widths, and what the compiler does not know
const grouped = <const Channels extends number, const Groups extends number>(channels: Channels, groups: Groups) =>
  groupedConv2d(channels, channels, groups)
export const made = sequential(input(8, 8, 12), grouped(12, 3))
declare const width: number
declare const either: 2 | 3
export const unknown = [groupedConv2d(width, 12, 3), groupedConv2d(12, 12, width), groupedConv2d(12, 12, either)] as const
export const unseen = sequential(input(8, 8, 12), groupedConv2d(12, width, 3), groupedConv2d(width, 6, 3))
