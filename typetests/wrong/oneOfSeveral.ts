// several lines: the compiler repeats the sentence for one member of the union
import { conv2d, globalAveragePool, input, key, l1Norm, linear, narrowNetwork, sequential } from 'narrownet'

declare const width: 8 | 96
const wide = sequential(input(8, 8, 3), conv2d(3, 16), globalAveragePool, linear(16, 10))(key(0))
const narrower = sequential(input(8, 8, 3), conv2d(3, 12), globalAveragePool, linear(12, 10))(key(0))
narrowNetwork(wide, l1Norm, [width])
narrowNetwork(width === 8 ? wide : narrower, l1Norm, [20])
