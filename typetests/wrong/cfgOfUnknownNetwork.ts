// A network whose widths only run time knows must be refined before a literal cfg can be checked against it.
import { function as F } from 'fp-ts'
import { type Arch, type AtMost, type Cfg, l1Norm, narrow, narrowNetwork, type Network, type Shape } from 'narrownet'

declare const bounded: Network<[28, 28, 1], [10], [AtMost<32>, AtMost<64>, AtMost<64>], 'convnet'>
export const first = narrowNetwork(bounded, l1Norm, [8, 16, 32])

declare const unbounded: Network<[28, 28, 1], [10], [number, number], 'convnet'>
export const second = narrowNetwork(unbounded, l1Norm, [8, 16])

declare const decoded: Network<Shape, Shape, Cfg, Arch>
export const third = F.pipe(decoded, narrow(l1Norm, [8, 16]))
