/** A residual network of your own, built from functions, trained, pruned and tuned: every width is in its type. */
import { function as F } from 'fp-ts'
import { type AnyNetwork, batchNorm, conv2d, evaluate, globalAveragePool, input, key, linear, maxPool, relu, residual } from 'narrownet'
import { l1Norm, multiplyAccumulates, narrow, orThrow, parameterCount, sequential, startWasm, syntheticDigits, train } from 'narrownet'

// Blocks are functions that return layers; the compiler follows the widths through them.
const unit = <const From extends number, const To extends number>(from: From, to: To) => [conv2d(from, to), batchNorm(to), relu] as const
const block = <const Width extends number, const Inner extends number>(width: Width, inner: Inner) =>
  [residual(...unit(width, inner), conv2d(inner, width), batchNorm(width)), relu] as const

const network = sequential(
  input(28, 28, 1),
  ...unit(1, 16),
  maxPool(2),
  ...block(16, 24),
  ...block(16, 32),
  maxPool(2),
  ...unit(16, 32),
  globalAveragePool,
  linear(32, 10),
)(key(0))
const cfg: [24, 32, 32] = network.cfg // what pruning may narrow: not the 16 channels that the sums tie to each other
console.log(`widths that may be narrowed: ${cfg.join(', ')}`)

const smoke = process.env.NARROWNET_SMOKE === '1'
const training = syntheticDigits({ count: smoke ? 400 : 5000, key: key(1) })
const test = syntheticDigits({ count: smoke ? 200 : 1000, key: key(2) })
const backend = orThrow(await startWasm()())
const options = { epochs: smoke ? 1 : 3, batchSize: 32, learningRate: 0.05, momentum: 0.9, key: key(3) }
const report = async (what: string, of: AnyNetwork) => {
  const { accuracy } = orThrow(await evaluate(backend, of, test)())
  console.log(`${what}: ${parameterCount(of)} parameters, ${multiplyAccumulates(of)} multiply-accumulates, accuracy ${accuracy}`)
}

const trained = orThrow(await train(backend, network, training, options)())
await report('trained', trained)

// Half of the filters, those of the least L1 norm, are cut out. A 48 in place of the 12 would be a compile error.
const slim = F.pipe(trained, narrow(l1Norm, [12, 16, 16]))
await report('cut', slim)

// What the batch norms know of their inputs is from before the cut. A fit at rate 0 measures it again and moves no weight.
const recalibrated = orThrow(await train(backend, slim, training, { ...options, epochs: 1, learningRate: 0, momentum: 0 })())
await report('recalibrated', recalibrated)
await report('tuned', orThrow(await train(backend, recalibrated, training, options)()))
