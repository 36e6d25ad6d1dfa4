/**
 * A trained network is narrowed: a criterion scores the channels, a plan keeps the best, surgery takes the others out, and the type follows.
 * The flattened map shrinks with its channels, so the linear layer loses inputs by itself; a short fit brings the accuracy back.
 */
import { either as E, function as F } from 'fp-ts'
import {
  convnet,
  cut,
  evaluate,
  key,
  l1Norm,
  multiplyAccumulates,
  narrow,
  type Network,
  orThrow,
  parameterCount,
  planByRatio,
  refine,
  sensitivity,
  startWasm,
  syntheticDigits,
  train,
} from 'narrownet'

const smoke = process.env.NARROWNET_SMOKE === '1'
const backend = orThrow(await startWasm()())
const training = syntheticDigits({ count: smoke ? 500 : 5000, key: key(1) })
const test = syntheticDigits({ count: smoke ? 200 : 1000, key: key(2) })
const epochs = smoke ? 1 : 3
const options = { epochs, batchSize: 64, learningRate: 0.05, momentum: 0.9, key: key(0) }

const report = async (name: string, network: Network<[28, 28, 1], [10], readonly number[], 'convnet'>): Promise<void> => {
  const { accuracy } = orThrow(await evaluate(backend, network, test)())
  const costs = `${parameterCount(network)} parameters, ${multiplyAccumulates(network)} multiply-accumulates`
  console.log(`${name}: cfg [${network.cfg.join(', ')}], ${(100 * accuracy).toFixed(1)} %, ${costs}`)
}

const untrained = convnet({ input: [28, 28, 1], cfg: [8, 16, 16], classes: 10 }, key(0))
const wide = orThrow(await train(backend, untrained, training, options)())
await report('wide', wide)

// Which layer hurts? Each is pruned alone, at each ratio, without any training after it.
for (const { index, ratio, width, accuracy } of orThrow(await sensitivity(backend, wide, test, l1Norm, [0.25, 0.5, 0.75])()))
  console.log(`  cfg[${index}] without ${100 * ratio} % of its channels (${width} left): ${(100 * accuracy).toFixed(1)} %`)

// Network<[28, 28, 1], [10], [8, 16, 16], 'convnet'> becomes Network<[28, 28, 1], [10], [4, 8, 8], 'convnet'>.
const slim = F.pipe(wide, narrow(l1Norm, [4, 8, 8]))
await report('narrowed', slim)
await report('fine-tuned', orThrow(await train(backend, slim, training, { ...options, learningRate: 0.01 })()))

// A width that does not fit is a sentence under its number: '"cfg[2] is 96, wider than the network, which has 16 channels there"'.
// @ts-expect-error the sentence above
export const wrong = () => F.pipe(wide, narrow(l1Norm, [4, 8, 96]))

// A ratio leaves the widths to run time: the type keeps a bound for each, Network<..., [AtMost<8>, AtMost<16>, AtMost<16>], 'convnet'>.
const plan = orThrow(planByRatio(l1Norm, 0.3)(wide))
const bounded = orThrow(cut(plan)(wide))
// `refine` turns them into literals again, if that is what they are: trunc(8 * 0.7) = 5, trunc(16 * 0.7) = 11.
console.log('refined to [5, 11, 11]:', E.isRight(refine([5, 11, 11])(bounded)))
