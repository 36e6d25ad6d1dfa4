// Branches that do not fit: each says which branch.
import { channelSelection, concatenate, conv2d, input, relu, sequential, sum } from 'narrownet'

sequential(input(8, 8, 16), sum([conv2d(16, 32)], [conv2d(16, 32, { stride: 2 })]))
sequential(input(8, 8, 16), sum([], [conv2d(16, 8), relu, conv2d(9, 16)]))
sequential(input(8, 8, 16), concatenate([], [conv2d(16, 12, { stride: 2 })]))
sequential(input(8, 8, 16), channelSelection(12))
channelSelection(0)
// three branches deep: the sentence goes from the outside in, and is whole
sequential(input(8, 8, 16), sum([], [relu, sum([], [relu, sum([], [conv2d(16, 8), relu, conv2d(8, 12), relu, conv2d(9, 16)])])]))
