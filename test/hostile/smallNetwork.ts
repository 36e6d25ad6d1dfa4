/** The network that hostile calls are about: two entries in its cfg, 4 and 3. */
import { batchNorm, conv2d, flatten, input, key, linear, relu, sequential } from '../../lib/index.js'

export const initialize = sequential(input(4, 4, 1), conv2d(1, 4), batchNorm(4), relu, flatten, linear(64, 3), relu, linear(3, 2))
export const network = initialize(key(0))
