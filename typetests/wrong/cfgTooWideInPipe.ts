// In a pipe the compiler knows the network, so the mistake is under its number there too; the second narrowing sees the first one's cfg.
import { function as F } from 'fp-ts'
import { convnet, key, l1Norm, narrow } from 'narrownet'

const wide = convnet({ input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }, key(0))
export const once = F.pipe(wide, narrow(l1Norm, [8, 16, 96]))
export const twice = F.pipe(wide, narrow(l1Norm, [8, 16, 32]), narrow(l1Norm, [8, 17, 32]))
export const short = F.pipe(wide, narrow(l1Norm, [8, 32]))
