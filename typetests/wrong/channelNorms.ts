// Norms over channels that cannot be, and that do not go with the channels in front of them.
import { conv2d, groupNorm, input, layerNorm, sequential } from 'narrownet'

export const none = layerNorm(0)
export const fiveGroups = groupNorm(64, 5)
export const turned = groupNorm(8, 64) // PyTorch's order
export const half = groupNorm(8, 2.5)
export const noGroups = groupNorm(8, 0)
sequential(input(28, 28, 1), conv2d(1, 32), layerNorm(16))
sequential(input(28, 28, 1), conv2d(1, 32), groupNorm(16, 4))
