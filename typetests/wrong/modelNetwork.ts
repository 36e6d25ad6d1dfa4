// Another network in a model: too wide a cfg is a sentence at its number.
import { function as F } from 'fp-ts'
import { convnet, key, l1Norm, mapNetwork, type Model, narrow } from 'narrownet'

const network = convnet({ input: [28, 28, 1], cfg: [8, 16, 16], classes: 10 }, key(0))
declare const model: Model<typeof network>
export const slim = F.pipe(model, mapNetwork(narrow(l1Norm, [4, 8, 32])))
