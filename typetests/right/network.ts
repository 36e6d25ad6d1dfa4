import { conv2d, flatten, input, key, linear, maxPool, relu, sequential } from 'narrownet'
import type { Equal, Expect } from '../equal.js'

const network = sequential(input(28, 28, 1), conv2d(1, 8), relu, maxPool(2), flatten, linear(14 * 14 * 8, 10))(key(0))

export type Cfg = Expect<Equal<typeof network.cfg, [8]>>
