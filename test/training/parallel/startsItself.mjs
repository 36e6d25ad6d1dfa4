// A loss defined in the very program that starts the fit, so that its workers import the program.
import { convnet, defineLoss, fit, errorMessage, key, startWasm, syntheticDigits } from '../../../dist/lib/index.js'

const own = defineLoss({
  tag: 'test/own',
  learns: 'classes',
  compute: ({ combine, logSoftmax, multiply }, logits, targets) => {
    const product = multiply(targets, logSoftmax(logits))
    return combine(-1, product, 0, product)
  },
  module: import.meta.url,
})
const backend = (await startWasm()()).right
const samples = syntheticDigits({ count: 20, key: key(1) })
const network = convnet({ input: [28, 28, 1], cfg: [4, 4, 4], classes: 10 }, key(0))
for await (const event of fit(backend, network, samples, {
  epochs: 1,
  batchSize: 10,
  learningRate: 0.01,
  loss: own(),
  key: key(2),
  workers: 2,
}))
  console.log(event._tag === 'Left' ? errorMessage(event.left) : 'trained')
