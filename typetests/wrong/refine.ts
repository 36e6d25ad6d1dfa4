// What a network cannot be is refused where it is asked for; what only run time knows, run time compares.
import { function as F } from 'fp-ts'
import { type AtMost, convnet, input, key, linear, type Network, refine, relu, sequential } from 'narrownet'

declare const bounded: Network<[28, 28, 1], [10], [AtMost<32>, AtMost<64>, AtMost<64>], 'convnet'>
export const right = F.pipe(bounded, refine([8, 16, 64]))
export const tooWide = F.pipe(bounded, refine([8, 16, 96]))
export const tooLong = F.pipe(bounded, refine([8, 16, 32, 64]))
export const tooShort = F.pipe(bounded, refine({ cfg: [8] }))
export const pooled = F.pipe(bounded, refine([8, 'M', 32]))
const wide = convnet({ input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }, key(0))
export const otherWidth = F.pipe(wide, refine([32, 64, 32]))
export const otherShapes = F.pipe(wide, refine({ input: [32, 32, 3], output: [100] }))
export const otherName = F.pipe(wide, refine({ arch: 'mlp' }))
export const another = F.pipe(bounded, refine(sequential(input(784), linear(784, 20), relu, linear(20, 10))))
