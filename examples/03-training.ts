/**
 * So far the weights were those of the first draw; `fit` trains them: a fold over batches that yields a new network after each epoch.
 * Stopping, printing and resuming are ordinary code around the loop, because what the loop yields is a value.
 */
import { either as E } from 'fp-ts'
import {
  convnet,
  cosine,
  engineMessage,
  evaluate,
  fit,
  fitMessage,
  type FitState,
  foldIn,
  key,
  sampleCount,
  startWasm,
  syntheticDigits,
} from 'narrownet'

const smoke = process.env.NARROWNET_SMOKE === '1'

const started = await startWasm()()
if (E.isLeft(started)) throw new Error(engineMessage(started.left))
const backend = started.right

// Handwritten-style digits drawn from a key: no download, and other keys draw other digits.
const training = syntheticDigits({ count: smoke ? 500 : 5000, key: foldIn(key(0), 0) })
const test = syntheticDigits({ count: smoke ? 200 : 1000, key: foldIn(key(0), 1) })
console.log(`${sampleCount(training)} digits to learn from, ${sampleCount(test)} to be tested on`)

const untrained = convnet({ input: [28, 28, 1], cfg: [8, 16, 16], classes: 10 }, key(0))
const options = {
  epochs: smoke ? 2 : 4,
  batchSize: 64,
  learningRate: cosine({ rate: 0.05 }), // a schedule is a function of how far the fit is
  momentum: 0.9,
  nesterov: true,
  weightDecay: 1e-4,
  key: key(0), // decides the order of the samples in every epoch
}

// fit(backend, network, dataset32x32, options) does not compile: a Dataset<[32, 32, 3]> is no Dataset<[28, 28, 1]>.
let network = untrained
let state: FitState | undefined
for await (const epoch of fit(backend, untrained, training, options)) {
  // A Left is the last thing that a fit yields: bad options, a loss that is no number, a device without room.
  if (E.isLeft(epoch)) throw new Error(fitMessage(epoch.left))
  const { loss, accuracy } = epoch.right
  console.log(`epoch ${epoch.right.epoch}: loss ${loss.toFixed(3)}, accuracy while training ${(100 * accuracy).toFixed(1)} %`)
  network = epoch.right.network
  state = epoch.right.state
  if (epoch.right.epoch === 0) break // stop here: leaving the loop frees everything on the device
}

// The state says how many epochs are done and holds the momentum, so the fit goes on as if it had never stopped.
console.log('resumed')
for await (const epoch of fit(backend, network, training, options, state)) {
  if (E.isLeft(epoch)) throw new Error(fitMessage(epoch.left))
  const { loss, accuracy } = epoch.right
  console.log(`epoch ${epoch.right.epoch}: loss ${loss.toFixed(3)}, accuracy while training ${(100 * accuracy).toFixed(1)} %`)
  network = epoch.right.network
}

// `untrained` is still what it was: training made new networks. Both have the same type.
for (const [name, each] of [
  ['untrained', untrained],
  ['trained', network],
] as const) {
  const result = await evaluate(backend, each, test)()
  if (E.isLeft(result)) throw new Error(fitMessage(result.left))
  console.log(`${name}: ${result.right.correct} of ${result.right.samples} test digits right, loss ${result.right.loss.toFixed(3)}`)
}
