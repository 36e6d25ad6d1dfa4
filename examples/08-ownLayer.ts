/**
 * A layer that the library does not have is defined by the program that needs it. It says what it computes, as a formula of operations with
 * derivatives, and what it does with channels; its own derivative, its shapes in the compiler, pruning and files follow from that.
 */
import { either as E, function as F } from 'fp-ts'
import {
  batchNorm,
  conv2d,
  decodeNetwork,
  defineLayer,
  encodeNetwork,
  errorMessage,
  evaluate,
  flatten,
  input,
  key,
  l1Norm,
  linear,
  narrow,
  orThrow,
  refine,
  sequential,
  startWasm,
  syntheticDigits,
  train,
} from 'narrownet'

const smoke = process.env.NARROWNET_SMOKE === '1'
const backend = orThrow(await startWasm()())
const training = syntheticDigits({ count: smoke ? 500 : 5000, key: key(1) })
const test = syntheticDigits({ count: 500, key: key(2) })
const options = { epochs: smoke ? 1 : 6, batchSize: 50, learningRate: 0.05, momentum: 0.9, key: key(0) }

// An activation whose form is learned: each channel goes through a polynomial of its own, constant + x (slope + x square). It carries every
// channel on by itself, and the field `channels` counts them.
const polynomial = defineLayer({
  tag: 'lesson/polynomial',
  fields: { channels: 'count' },
  channels: { carried: 'channels' },
  arrays: ({ channels }) => ({
    constant: { shape: [channels], axes: ['outputs'], initial: 0, role: 'bias' },
    slope: { shape: [channels], axes: ['outputs'], initial: 0.5 },
    square: { shape: [channels], axes: ['outputs'], initial: 0.25 },
  }),
  multiplyAccumulates: (_fields, shape) => 2 * shape.reduce((product, size) => product * size, 1),
  compute: ({ multiply, scale, shift }, x, { constant, slope, square }) => shift(multiply(x, shift(scale(x, square), slope)), constant),
})

// From here on it is a layer as any other: in the type of the network, in its cfg, in a fit.
const untrained = sequential(
  input(28, 28, 1),
  conv2d(1, 16, { stride: 2 }),
  batchNorm(16),
  polynomial({ channels: 16 }),
  conv2d(16, 16, { stride: 2 }),
  batchNorm(16),
  polynomial({ channels: 16 }),
  flatten,
  linear(784, 10),
)(key(0))
console.log(untrained.arch.join(', '))

// A count that does not go with the layer in front of it is the compiler's business:
// '"layer 1 (lesson/polynomial) expects 8 channels but receives 16"'
// @ts-expect-error the sentence above
export const wrong = () => sequential(input(28, 28, 1), conv2d(1, 16), polynomial({ channels: 8 }))

// The polynomials narrow with the channels that they carry: 'outputs' says which axis of their arrays that is.
const trained = orThrow(await train(backend, untrained, training, options)())
const slim = orThrow(await train(backend, F.pipe(trained, narrow(l1Norm, [8, 8])), training, options)())
for (const network of [trained, slim]) {
  const { accuracy } = orThrow(await evaluate(backend, network, test, { batchSize: 100 })())
  if (!smoke) console.log(`cfg [${network.cfg.join(', ')}]: ${(100 * accuracy).toFixed(1)} % of the test digits`)
}

// A file says the layer's tag and fields. Who reads it says which layers it knows.
const bytes = encodeNetwork(slim)
const loaded = orThrow(F.pipe(decodeNetwork(bytes, { layers: [polynomial] }), E.flatMap(refine(slim))))
console.log(`read again: cfg [${loaded.cfg.join(', ')}]`)
console.log(
  F.pipe(
    decodeNetwork(bytes),
    E.match(errorMessage, () => 'read'),
  ),
)
