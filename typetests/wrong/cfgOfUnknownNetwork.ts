// A network whose widths only run time knows must be refined before a literal cfg can be checked against it.
import { l1Norm, type AtMost, narrowNetwork, type Network } from 'narrownet'

declare const bounded: Network<[28, 28, 1], [10], [AtMost<32>, AtMost<64>, AtMost<64>], 'convnet'>
export const first = narrowNetwork(bounded, l1Norm, [8, 16, 32])

declare const unbounded: Network<[28, 28, 1], [10], [number, number], 'convnet'>
export const second = narrowNetwork(unbounded, l1Norm, [8, 16])
