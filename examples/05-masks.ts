/**
 * Instead of whole channels, single weights are taken out: the smallest are masked, and training never brings a masked weight back.
 * Shapes and cost stay as they were; what shrinks is the number of weights that are not zero.
 */
import {
  evaluate,
  key,
  maskSmallest,
  mlp,
  type Network,
  nonzeroParameterCount,
  orThrow,
  parameterCount,
  startWasm,
  syntheticDigits,
  train,
} from 'narrownet'

const smoke = process.env.NARROWNET_SMOKE === '1'
const backend = orThrow(await startWasm()())
const training = syntheticDigits({ count: smoke ? 500 : 10000, key: key(1) })
const test = syntheticDigits({ count: smoke ? 200 : 1000, key: key(2) })
const options = { epochs: smoke ? 1 : 6, batchSize: 64, learningRate: 0.05, momentum: 0.9, key: key(0) }

type Perceptron = Network<[28, 28, 1], [10], [200, 200], 'mlp' | 'masked mlp'>
const report = async (name: string, network: Perceptron): Promise<void> => {
  const { accuracy } = orThrow(await evaluate(backend, network, test)())
  console.log(
    `${name}: ${(100 * accuracy).toFixed(1)} %, ${nonzeroParameterCount(network)} of ${parameterCount(network)} parameters are not 0`,
  )
}

const untrained = mlp({ input: [28, 28, 1], cfg: [200, 200], classes: 10 }, key(0))
const dense = orThrow(await train(backend, untrained, training, options)())
await report('dense', dense)

// One ranking over the whole network. Network<[28, 28, 1], [10], [200, 200], 'mlp'> becomes Network<..., 'masked mlp'>.
const masked = orThrow(maskSmallest({ ratio: 0.9 })(dense))
await report('90 % masked', masked)

// A mask changes the type: where a dense network is asked for, a masked one does not pass.
// @ts-expect-error Type '"masked mlp"' is not assignable to type '"mlp"'.
export const wrong: typeof dense = masked

const tuned = orThrow(await train(backend, masked, training, { ...options, learningRate: 0.02 })())
await report('fine-tuned', tuned)

// As many as before: momentum and weight decay move what is under a mask, but it acts, and is stored, as 0.
const layers = tuned.nodes.flatMap((node) => (node._tag === 'layer' && node.layer._tag === 'maskedLinear' ? [node] : []))
for (const { layer, arrays } of layers) {
  const mask = arrays.mask ?? new Float32Array(0)
  const kept = mask.reduce((sum, each) => sum + each, 0)
  const outside = (arrays.weight ?? mask).filter((weight, at) => mask[at] === 0 && weight !== 0).length
  console.log(`  ${layer._tag}: ${kept} of ${mask.length} weights kept, ${outside} under the mask revived`)
}
