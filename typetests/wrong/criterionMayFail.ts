// Batch-norm scales need a batch norm, which a cfg does not promise: `planTo` takes them, and returns an Either.
import { batchNormScale, convnet, key, narrowNetwork } from 'narrownet'

const network = convnet({ input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }, key(0))
export const narrowed = narrowNetwork(network, batchNormScale, [8, 16, 32])
