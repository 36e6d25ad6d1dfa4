// Narrowing cannot widen; the mistake is under its own number, also in entry 97 of 162.
import { key, l1Norm, narrowNetwork, convnet, type Network } from 'narrownet'

const network = convnet({ input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }, key(0))
export const first = narrowNetwork(network, l1Norm, [33, 16, 32])
export const last = narrowNetwork(network, l1Norm, [8, 16, 96])

type Nine = [16, 16, 16, 16, 16, 16, 16, 16, 16]
type EightyOne = [...Nine, ...Nine, ...Nine, ...Nine, ...Nine, ...Nine, ...Nine, ...Nine, ...Nine]
declare const deep: Network<[32, 32, 3], [10], [...EightyOne, ...EightyOne], 'deep'>
export const deepEntry = narrowNetwork(deep, l1Norm, [
  8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
  8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
  8, 17, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
  8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
])
