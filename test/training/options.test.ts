import { expect, test } from 'vitest'
import { startWasm } from '../../lib/engine/wasm/startWasm.js'
import { mlp } from '../../lib/model/mlp.js'
import { key } from '../../lib/random/key.js'
import { fit, fitSteps } from '../../lib/training/fit.js'
import { train } from '../../lib/training/train.js'
import { right } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'

const samples = learnable([3], 3, 12)
const network = mlp({ input: [3], cfg: [4], classes: 3 }, key(0))
const options = { epochs: 1, batchSize: 4, learningRate: 0.1, key: key(1) }
// a call that throws has asked nothing of it
const unused = right(await startWasm()())

test.each<[options: object, sentence: string]>([
  [{ lr: 0.1 }, 'unknown option lr, not one of epochs, batchSize, learningRate,'],
  [{ augmentation: false }, 'augmentation is false, not an object'],
  [{ augmentation: { crop: { padding: 1 }, flips: true } }, 'unknown option augmentation.flips, not one of crop, flip'],
  [{ augmentation: { crop: { padding: 1, fill: 'white' } } }, "augmentation.crop.fill is \"white\", not 'black' or 'mean'"],
  [{ sparsity: 1e-4 }, 'sparsity is 0.0001, not an object'],
  [{ batchSize: '64' }, 'batchSize is "64", not a number'],
  [{ learningRate: undefined }, 'learningRate is undefined, not a number or a function'],
  [{ key: 3 }, 'key is 3, not a key, as key(0) is'],
])('what no compiler lets pass throws at the call, before the first event is asked for: %o', (more, sentence) => {
  const wrong = { ...options, ...more }
  for (const [name, call] of Object.entries({ fit, fitSteps, train }))
    expect(() => call(unused, network, samples, wrong)).toThrow(`narrownet: ${name}: ${sentence}`)
})
