// The VGG papers write poolings as 'M' in the cfg: they stay where they are.
import { l1Norm, narrowNetwork, type Network } from 'narrownet'

declare const vgg: Network<[32, 32, 3], [10], [64, 64, 'M', 128, 128, 'M'], 'vgg'>
export const right = narrowNetwork(vgg, l1Norm, [32, 64, 'M', 64, 128, 'M'])
export const wrong = narrowNetwork(vgg, l1Norm, [64, 64, 128, 'M', 128, 'M'])
