/**
 * So far a criterion judged a network that was trained without pruning in mind; Network Slimming (Liu et al. 2017) asks the training itself:
 * a sparsity term pulls the batch-norm scales towards 0, and the channels whose scale arrives there are cut.
 */
import {
  arraysOf,
  batchNorm,
  conv2d,
  cut,
  evaluate,
  flatten,
  input,
  key,
  linear,
  maxPool,
  type Network,
  orThrow,
  parameterCount,
  planBySlimming,
  relu,
  sequential,
  startWasm,
  syntheticDigits,
  train,
} from 'narrownet'

const smoke = process.env.NARROWNET_SMOKE === '1'
const backend = orThrow(await startWasm()())
const training = syntheticDigits({ count: smoke ? 500 : 5000, key: key(1) })
const test = syntheticDigits({ count: smoke ? 200 : 1000, key: key(2) })
const options = { epochs: smoke ? 1 : 6, batchSize: 64, learningRate: 0.05, momentum: 0.9, key: key(0) }

// The paper starts every scale at a half.
const scaled = { initialScale: 0.5 }
const first = [conv2d(1, 8), batchNorm(8, scaled), relu, maxPool(2)] as const
const second = [conv2d(8, 16), batchNorm(16, scaled), relu, maxPool(2)] as const
const untrained = sequential(input(28, 28, 1), ...first, ...second, flatten, linear(784, 10))(key(0))

const scalesOf = (network: Pick<typeof untrained, 'nodes'>): readonly (readonly number[])[] =>
  arraysOf(network).flatMap(({ role, values }) => (role === 'scale' ? [[...values].map(Math.abs)] : []))
const report = async (name: string, network: Network<[28, 28, 1], [10], readonly number[], readonly string[]>): Promise<void> => {
  const { accuracy } = orThrow(await evaluate(backend, network, test)())
  console.log(`${name}: cfg [${network.cfg.join(', ')}], ${(100 * accuracy).toFixed(1)} %, ${parameterCount(network)} parameters`)
}

// The loss is cross-entropy + lambda * sum |scale|. A network as small as this one needs a stronger pull than the paper's 0.0001.
const sparse = orThrow(await train(backend, untrained, training, { ...options, sparsity: { lambda: 0.01 } })())
await report('trained with the sparsity term', sparse)
for (const scales of scalesOf(sparse)) console.log('  |scale|', scales.map((scale) => scale.toFixed(2)).join(' '))

// A fifth of all channels goes, those of the smallest |scale| in whichever layer. How many that leaves of each, only the data knows.
const { plan, threshold } = orThrow(planBySlimming({ ratio: 0.2, minimumWidth: 1 })(sparse))
console.log(`  pruned up to |scale| ${threshold?.toFixed(2)}`)
const slim = orThrow(cut(plan)(sparse))
await report('slimmed', slim) // Network<[28, 28, 1], [10], [AtMost<8>, AtMost<16>], ...>
await report('fine-tuned', orThrow(await train(backend, slim, training, { ...options, learningRate: 0.01, epochs: 2 })()))
