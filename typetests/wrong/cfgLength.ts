// As many entries as the network has widths.
import { convnet, key, l1Norm, narrowNetwork } from 'narrownet'

const network = convnet({ input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }, key(0))
export const short = narrowNetwork(network, l1Norm, [8, 16])
export const long = narrowNetwork(network, l1Norm, [8, 16, 32, 10])
