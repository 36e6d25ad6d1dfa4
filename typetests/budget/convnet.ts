// A family, two narrowings, widths decided by a plan, and the way back to literals.
import { function as F } from 'fp-ts'
import { convnet, cut, keepAll, key, l1Norm, narrow, refine } from 'narrownet'

const wide = convnet({ input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }, key(0))
export const slim = F.pipe(wide, narrow(l1Norm, [16, 40, 50]), narrow(l1Norm, [8, 16, 32]))
export const decided = F.pipe(wide, cut(keepAll([32, 64, 64])))
export const refined = F.pipe(slim, refine([8, 16, 32]))
