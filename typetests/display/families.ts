// What an editor shows of a family: the name of a default cfg, the widths of a narrowed one.
import { function as F } from 'fp-ts'
import { densenet, key, l1Norm, narrow, preResnet, resnet, unet, vgg } from 'narrownet'

export const deep = resnet({ depth: 56, classes: 10 }, key(0))
export const slim = F.pipe(resnet({ depth: 20, classes: 10 }, key(0)), narrow(l1Norm, [8, 16, 8, 32, 16, 32, 64, 64, 1]))
export const pooled = vgg({ depth: 16, classes: 10 }, key(0))
export const bottlenecks = preResnet({ depth: 164, classes: 100 }, key(0))
export const dense = densenet({ depth: 40, classes: 10 }, key(0))
export const toMasks = unet({ input: [64, 96, 3], classes: 2 })(key(0))
