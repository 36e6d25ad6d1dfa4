// several lines: the compiler repeats the sentence for one member of the union
import { batchNorm, conv2d, convTranspose2d, dropout, globalAveragePool, input, key, l1Norm, linear, maxPool, narrowNetwork, type Network, relu, residual, sequential } from 'narrownet'

declare const width: 8 | 96
const wide = sequential(input(8, 8, 3), conv2d(3, 16), globalAveragePool, linear(16, 10))(key(0))
const narrower = sequential(input(8, 8, 3), conv2d(3, 12), globalAveragePool, linear(12, 10))(key(0))
narrowNetwork(wide, l1Norm, [width])
narrowNetwork(width === 8 ? wide : narrower, l1Norm, [20])

// a width, or an 'M', that only one of the networks has
declare const other: Network<[4], [2], [32, 8], 'a'> | Network<[4], [2], [8, 32], 'b'>
narrowNetwork(other, l1Norm, [8, 9])
narrowNetwork(other, l1Norm, [9, 8])
declare const pooled: Network<[32, 32, 3], [10], [32, 'M'], 'a'> | Network<[32, 32, 3], [10], [32, 16], 'b'>
narrowNetwork(pooled, l1Norm, [8, 'M'])
narrowNetwork(pooled, l1Norm, [8, 8])

// layers that expect one of several widths, of which none is there: on the layer that expects it
declare const either: 8 | 96
sequential(input(8, 8, 3), conv2d(3, 16), relu, conv2d(either, 8))
sequential(input(8, 8, 3), conv2d(3, 16), batchNorm(either))
sequential(input(8, 8, 3), conv2d(3, 16), residual(relu, conv2d(either, 16)), relu)

// an option that is wrong where it is given
declare const flag: boolean
conv2d(3, 8, { stride: flag ? 0 : undefined })
conv2d(3, 8, { padding: flag ? 3 : undefined })
convTranspose2d(3, 8, { outputPadding: flag ? 2 : undefined })
maxPool(2, { stride: flag ? 1.5 : undefined })
conv2d(3, 8, flag ? { stride: 0 } : {})
sequential(input(4), linear(4, 8), flag && dropout(0.5), linear(8, 2))
