// Outside a pipe nothing tells `narrow` what it narrows; the sentence names the two ways out.
import { convnet, key, l1Norm, narrow } from 'narrownet'

const network = convnet({ input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }, key(0))
export const narrowed = narrow(l1Norm, [8, 16, 32])(network)
