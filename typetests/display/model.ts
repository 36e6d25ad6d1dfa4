// What an editor shows of a model: its network's type, and nothing more to read.
import { either as E, function as F } from 'fp-ts'
import { convnet, decodeModel, encodeModel, key, l1Norm, mapNetwork, modelOf, narrow, orThrow, refine, traverseNetwork } from 'narrownet'

export const model = orThrow(modelOf(convnet({ input: [28, 28, 1], cfg: [8, 16, 16], classes: 10 }, key(0)), { normalization: 'none' }))
export const slim = F.pipe(model, mapNetwork(narrow(l1Norm, [4, 8, 8])))
export const loaded = orThrow(decodeModel(encodeModel(model)))
export const refined = orThrow(F.pipe(decodeModel(encodeModel(model)), E.flatMap(traverseNetwork(refine([8, 16, 16])))))
