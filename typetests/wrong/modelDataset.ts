// A model on samples of another shape.
import { type Backend, convnet, type Dataset, evaluate, key, type Model } from 'narrownet'

declare const backend: Backend
declare const cifar: Dataset<[32, 32, 3]>
const network = convnet({ input: [28, 28, 1], cfg: [8, 16, 16], classes: 10 }, key(0))
declare const model: Model<typeof network>
export const measured = evaluate(backend, model, cifar)
