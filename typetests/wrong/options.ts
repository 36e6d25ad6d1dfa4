// An option that there is not, and a cfg without a convolution or with a width that nothing could hold.
import { batchNorm, conv2d, cosine, evaluate, fit, key, maskSmallest, mlp, planByRatio, l1Norm, startWasm, syntheticDigits, vgg } from 'narrownet'
import type { Backend } from 'narrownet'

declare const backend: Backend
const network = mlp({ input: [28, 28, 1], cfg: [16], classes: 10 }, key(0))
const digits = syntheticDigits({ count: 4, key: key(1) })

export const groups = conv2d(8, 8, { groups: 2 })
export const eps = batchNorm(8, { eps: 1e-5 })
export const hidden = mlp({ input: [4], cfg: [3], classes: 2, hidden: 3 }, key(0))
export const lr = fit(backend, network, digits, { epochs: 1, batchSize: 4, learningRate: 0.1, lr: 0.1, key: key(2) })
export const batch = evaluate(backend, network, digits, { batch: 4 })
export const minimum = planByRatio(l1Norm, 0.5, { minimum: 2 })
export const share = maskSmallest({ ratio: 0.5, share: 0.5 })
export const last = cosine({ rate: 0.1, last: 0 })
export const threads = startWasm({ threads: 2 })
export const nothing = vgg({ cfg: [], classes: 10 }, key(0))
export const poolings = vgg({ cfg: ['M', 'M'], classes: 10 }, key(0))
export const endless = vgg({ cfg: [8, 'M', 1e21], classes: 10 }, key(0))
