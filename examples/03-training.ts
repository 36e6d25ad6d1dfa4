/**
 * So far the weights were those of the first draw; `fit` trains them: a fold over batches that yields a new network after each epoch.
 * Stopping, printing and resuming are ordinary code around the loop, because what the loop yields is a value.
 */
import { convnet, cosine, evaluate, fit, type FitState, foldIn, key, orThrow, sampleCount, startWasm, syntheticDigits } from 'narrownet'

const smoke = process.env.NARROWNET_SMOKE === '1'

const backend = orThrow(await startWasm()())

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

// fit(backend, network, dataset32x32, options) does not compile: "the network takes [28,28,1] but the data set has [32,32,3]".
let network = untrained
let state: FitState | undefined
for await (const epoch of fit(backend, untrained, training, options)) {
  // An epoch comes as an Either: its Left, the last thing a fit yields, is bad options, a loss that is NaN, a device without room.
  // A program handles it; a script like this one may throw it.
  const done = orThrow(epoch)
  console.log(`epoch ${done.epoch}: loss ${done.loss.toFixed(3)}, accuracy while training ${(100 * done.accuracy).toFixed(1)} %`)
  network = done.network
  state = done.state
  if (done.epoch === 0) break // stop here: leaving the loop frees everything on the device
}

// The state says how many epochs are done and holds the momentum, so the fit goes on as if it had never stopped.
console.log('resumed')
for await (const epoch of fit(backend, network, training, { ...options, resume: state })) {
  const done = orThrow(epoch)
  console.log(`epoch ${done.epoch}: loss ${done.loss.toFixed(3)}, accuracy while training ${(100 * done.accuracy).toFixed(1)} %`)
  network = done.network
}

// `untrained` is still what it was: training made new networks. Both have the same type.
for (const [name, each] of [
  ['untrained', untrained],
  ['trained', network],
] as const) {
  const { correct, samples, loss } = orThrow(await evaluate(backend, each, test)())
  console.log(`${name}: ${correct} of ${samples} test digits right, loss ${loss.toFixed(3)}`)
}
