// Zero, negative, a fraction, not a literal, any, an array of unknown length.
import { convnet, key, l1Norm, narrowNetwork } from 'narrownet'

const network = convnet({ input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }, key(0))
export const zero = narrowNetwork(network, l1Norm, [0, 16, 32])
export const negative = narrowNetwork(network, l1Norm, [8, -16, 32])
export const fraction = narrowNetwork(network, l1Norm, [8, 16, 3.5])

declare const width: number
export const unknownWidth = narrowNetwork(network, l1Norm, [8, width, 32])

declare const widths: number[]
export const unknownLength = narrowNetwork(network, l1Norm, widths)

declare const whatever: any
export const anything = narrowNetwork(network, l1Norm, [whatever, 16, 32])
