// Norms over channels: groups are named, widths are not.
import { conv2d, globalAveragePool, groupNorm, input, layerNorm, linear, type Network, relu, sequential } from 'narrownet'
import type { Equal, Expect } from '../equal.js'

const withoutBatch = sequential(
  input(8, 8, 3),
  conv2d(3, 16),
  groupNorm(16, 4),
  relu,
  conv2d(16, 8),
  layerNorm(8),
  globalAveragePool,
  linear(8, 2),
)
export type WithoutBatch = Expect<
  Equal<
    ReturnType<typeof withoutBatch>,
    Network<[8, 8, 3], [2], [16, 8], ['conv2d', 'groupNorm 4', 'relu', 'conv2d', 'layerNorm', 'globalAveragePool', 'linear']>
  >
>
// generic in its width and its groups: checked where it is used
const groupNormed = <const Channels extends number, const Groups extends number>(channels: Channels, groups: Groups) =>
  [groupNorm(channels, groups), relu, layerNorm(channels)] as const
export const ofBlock = sequential(input(8, 8, 3), conv2d(3, 12), ...groupNormed(12, 3))
export const ofAnyWidth = (channels: number, groups: number) => sequential(input(8, 8, 3), conv2d(3, channels), groupNorm(channels, groups))
