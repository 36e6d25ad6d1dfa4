// A family and two narrowings.
import { function as F } from 'fp-ts'
import { key, l1Norm, mlp, narrow } from 'narrownet'

const wide = mlp({ input: [784], cfg: [200, 200], classes: 10 }, key(0))
export const slim = F.pipe(wide, narrow(l1Norm, [100, 150]), narrow(l1Norm, [50, 100]))
