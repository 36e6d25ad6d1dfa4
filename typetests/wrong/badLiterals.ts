// Literals that no layer, input or ratio can have, where they are written and where they come through a block.
import {
  batchNorm,
  channelSelection,
  conv2d,
  dropout,
  elu,
  input,
  l1Norm,
  leakyRelu,
  maskSmallest,
  planByRatio,
  planBySlimming,
  relu,
  residual,
  sequential,
} from 'narrownet'

export const noInput = input(0)
export const negativeInput = input(-1)
export const halfInput = input(2.5)
export const noChannels = input(28, 28, 0)
export const halfKernel = conv2d(8, 8, { kernelSize: 2.5 })
export const negativeKernel = conv2d(8, 8, { kernelSize: -3 })
export const negativePadding = conv2d(8, 8, { padding: -1 })
export const widePadding = conv2d(8, 8, { padding: 9 })
export const moreThanThereAre = channelSelection(16, 20)
export const rates = [dropout(1.5), dropout(1), dropout(-0.1)]
export const slopes = [leakyRelu(-0.1), leakyRelu(0), elu(-1)]
export const ratios = [planByRatio(l1Norm, 1.5), planByRatio(l1Norm, -1), planByRatio(l1Norm, [0.5, 'M', 1])]
export const slimming = [planBySlimming({ ratio: 1.5 }), planBySlimming({ ratio: 0.5, maximumRatio: -1 })]
export const masks = maskSmallest({ ratio: -1 })

const block = <const C extends number>(channels: C) => residual(conv2d(channels, channels), batchNorm(channels), relu)
export const emptyBlock = sequential(input(8, 8, 3), conv2d(3, 16), block(0))
export const halfBlock = sequential(input(8, 8, 3), conv2d(3, 16), block(2.5))
