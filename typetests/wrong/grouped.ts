// Convolutions in groups that do not divide the channels, and that do not go with those in front of them.
import { conv2d, flatten, type GroupedConv2d, groupedConv2d, input, sequential } from 'narrownet'

export const none = groupedConv2d(16, 16, 0)
export const half = groupedConv2d(16, 16, 2.5)
export const unread = groupedConv2d(16, 24, 3)
export const unmade = groupedConv2d(24, 16, 3)
export const neither = groupedConv2d(16, 16, 3)
export const empty = groupedConv2d(0, 16, 4)
export const still = groupedConv2d(16, 16, 4, { stride: 0 })
sequential(input(8, 8, 3), conv2d(3, 16), groupedConv2d(32, 32, 4))
sequential(input(8, 8, 3), flatten, groupedConv2d(192, 64, 4))
sequential(input(2, 2, 4), groupedConv2d(4, 8, 2, { kernelSize: 5, padding: 0 }))
declare const described: GroupedConv2d<16, 24, 3, 3, 1, 1>
sequential(input(8, 8, 16), described)
