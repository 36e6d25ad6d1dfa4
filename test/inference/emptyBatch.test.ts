/**
 * No samples, for every kind of layer and branching: an empty batch has an empty answer; a data set or raw samples without any are a `Left`;
 * nothing rejects, traps or throws. A kind of layer that is not listed here is an error of the compiler's.
 */
import { either as E, taskEither as TE } from 'fp-ts'
import { expect, test } from 'vitest'
import {
  activationScore,
  type AnyNetwork,
  averagePool,
  batchAt,
  batchNorm,
  channelSelection,
  concatenate,
  conv2d,
  convTranspose2d,
  type Dataset,
  dataset,
  detach,
  depthwiseConv2d,
  dropout,
  elu,
  errorMessage,
  evaluate,
  fit,
  flatten,
  forward,
  frozen,
  gelu,
  geluTanh,
  globalAveragePool,
  groupedConv2d,
  groupNorm,
  hardSwish,
  identity,
  key,
  l1Norm,
  layerNorm,
  leakyRelu,
  linear,
  maskedConv2d,
  maskedLinear,
  maxPool,
  multiply,
  type Model,
  modelOf,
  type NarrownetError,
  padChannels,
  predict,
  predictor,
  relu,
  relu6,
  residual,
  sensitivity,
  sequentialFrom,
  type Shape,
  sigmoid,
  silu,
  softplus,
  type Spec,
  sum,
  tanh,
  train,
  upsample,
} from 'narrownet'
import { describeOnBackends, implementations } from '../engine/backends.js'
import { alive, right } from '../setup/answers.js'

const maps: Shape = [6, 6, 4]
const features: Shape = [8]

/** What stands alone in a network of its own, and what it is given. */
const kinds: Readonly<Record<Spec['_tag'], readonly (readonly [spec: Spec, input: Shape])[]>> = {
  conv2d: [
    [conv2d(4, 5), maps],
    [conv2d(4, 5, { kernelSize: 1, bias: false }), maps],
    [conv2d(4, 5, { kernelSize: 5, stride: 2 }), maps],
  ],
  convTranspose2d: [
    [convTranspose2d(4, 5), maps],
    [convTranspose2d(4, 5, { kernelSize: 3, stride: 3, padding: 1, outputPadding: 2, bias: true }), maps],
  ],
  groupedConv2d: [
    [groupedConv2d(4, 6, 2), maps],
    [groupedConv2d(4, 8, 4, { kernelSize: 1, bias: true }), maps],
    [groupedConv2d(4, 4, 2, { kernelSize: 5, stride: 2, dilation: 2 }), maps],
  ],
  depthwiseConv2d: [
    [depthwiseConv2d(4), maps],
    [depthwiseConv2d(4, { kernelSize: 5, stride: 2, bias: true }), maps],
  ],
  upsample: [
    [upsample(2), maps],
    [upsample(2, { interpolation: 'bilinear' }), maps],
  ],
  maskedConv2d: [[maskedConv2d(conv2d(4, 5)), maps]],
  linear: [
    [linear(8, 3), features],
    [linear(8, 3, { bias: false }), features],
  ],
  maskedLinear: [[maskedLinear(linear(8, 3)), features]],
  batchNorm: [
    [batchNorm(4), maps],
    [batchNorm(8), features],
  ],
  layerNorm: [
    [layerNorm(4), maps],
    [layerNorm(8), features],
  ],
  groupNorm: [
    [groupNorm(4, 2), maps],
    [groupNorm(8, 2), features],
  ],
  relu: [
    [relu, maps],
    [relu, features],
  ],
  leakyRelu: [[leakyRelu(0.01), maps]],
  relu6: [[relu6, maps]],
  sigmoid: [[sigmoid, features]],
  tanh: [[tanh, features]],
  silu: [[silu, maps]],
  hardSwish: [[hardSwish, maps]],
  gelu: [[gelu, features]],
  geluTanh: [[geluTanh, features]],
  elu: [[elu(1), maps]],
  softplus: [[softplus, maps]],
  maxPool: [
    [maxPool(2), maps],
    [maxPool(3, { stride: 2, padding: 1 }), maps],
  ],
  averagePool: [[averagePool(2, { ceilMode: true }), maps]],
  globalAveragePool: [[globalAveragePool, maps]],
  flatten: [[flatten, maps]],
  dropout: [[dropout(0.5), maps]],
  identity: [[identity, features]],
  channelSelection: [[channelSelection(4, 2), maps]],
  padChannels: [[padChannels(3), maps]],
  detach: [[detach, features]],
  residual: [[residual(conv2d(4, 4), batchNorm(4), relu), maps]],
  sum: [[sum([conv2d(4, 6)], [conv2d(4, 6, { kernelSize: 1 }), relu]), maps]],
  multiply: [
    [multiply([], [globalAveragePool, linear(4, 4), sigmoid]), maps],
    [multiply([linear(8, 6)], [linear(8, 6), tanh]), features],
  ],
  concatenate: [[concatenate([], [conv2d(4, 6), relu]), maps]],
}

const networkOf = (from: Shape, ...specs: readonly Spec[]): AnyNetwork => right(sequentialFrom(from, specs))(key(0))

/** The layer alone, and before the head of a classifier of two classes: by name. */
const cases = Object.entries(kinds).flatMap(([tag, examples]) =>
  examples.map(([spec, from], at) => {
    const alone = networkOf(from, spec)
    const head: readonly Spec[] =
      alone.output.length === 3 ? [globalAveragePool, linear(alone.output[2] ?? 0, 2)] : [linear(alone.output[0] ?? 0, 2)]
    return [`${tag} ${at}`, tag, alone, networkOf(from, spec, ...head)] as const
  }),
)

const samplesOf = (shape: Shape): Dataset<Shape> =>
  right(
    dataset({
      shape,
      classes: 2,
      values: Float32Array.from({ length: 4 * shape.reduce((product, size) => product * size, 1) }, (_value, at) => (at * 7) % 5),
      labels: [0, 1, 1, 0],
    }),
  )

/** What a spread can make of a data set; no function of the library does. */
const none = (samples: Dataset<Shape>): Dataset<Shape> => ({ ...samples, rows: new Uint32Array(0), labels: new Uint16Array(0) })

const refusal = { _tag: 'DatasetMismatch', field: 'samples', expected: [1], found: [0] } as const
const noSamples = E.left(refusal)

test.each(cases)('%s stands in the network that is asked', (_name, tag, alone, classifier) => {
  for (const { nodes } of [alone, classifier]) {
    const [first] = nodes
    expect(first?._tag === 'layer' ? first.layer._tag : first?._tag).toBe(tag)
  }
})

describeOnBackends(
  'no samples',
  (backend) => {
    test.each(cases)('%s: an empty batch has an empty answer', async (_name, _tag, ...networks) => {
      const before = alive(backend())
      for (const network of networks) {
        const batch = { shape: [0, ...network.input], values: new Float32Array(0) } as const
        const answer = E.right({ shape: [0, ...network.output], values: new Float32Array(0) })
        expect(await forward(backend(), network, batch)()).toEqual(answer)
        const ask = frozen(backend(), network)
        expect(await ask(batch)()).toEqual(answer)
        ask.release()
        expect(await ask(batch)()).toEqual(E.left({ _tag: 'Released' }))
      }
      expect(alive(backend())).toEqual(before)
    })

    test.each(cases)(
      '%s: so has one that was chosen from a data set, and another sample is still refused',
      async (_name, _tag, network) => {
        const { input: batch } = batchAt(samplesOf(network.input), [])
        expect(await forward(backend(), network, batch)()).toEqual(E.right({ shape: [0, ...network.output], values: new Float32Array(0) }))
        const other = { shape: [0, 5, ...network.input], values: new Float32Array(0) }
        expect(await forward(backend(), network, other)()).toEqual(
          E.left({ _tag: 'InputMismatch', expected: network.input, found: other.shape }),
        )
      },
    )

    test.each(cases)('%s: an empty data set is refused by all that measure or train', async (_name, _tag, _alone, network) => {
      const before = alive(backend())
      const empty = none(samplesOf(network.input))
      const model: Model<AnyNetwork> = right(modelOf(network, samplesOf(network.input)))
      const options = { epochs: 1, batchSize: 2, learningRate: 0.1, key: key(0) }
      const asked: readonly TE.TaskEither<NarrownetError, unknown>[] = [
        evaluate(backend(), network, empty),
        evaluate(backend(), model, empty),
        train(backend(), network, empty, options),
        activationScore(backend(), network, empty),
      ]
      for (const ask of asked) expect(await ask()).toEqual(noSamples)
      for await (const event of fit(backend(), network, empty, options)) expect(event).toEqual(noSamples)
      if (network.cfg.length > 0) expect(await sensitivity(backend(), network, empty, l1Norm, [0])()).toEqual(noSamples)
      expect(alive(backend())).toEqual(before)
    })

    test.each(cases)('%s: no raw samples are refused', async (_name, _tag, _alone, network) => {
      const model: Model<AnyNetwork> = right(modelOf(network, samplesOf(network.input)))
      for (const values of [new Float32Array(0), new Uint8Array(0)])
        for (const ask of [predict(backend(), model, values), predictor(backend(), model)(values)])
          expect(await ask()).toMatchObject({ left: { _tag: 'SamplesError', field: 'length', found: '0' } })
    })

    test('nor is a fit validated on none', async () => {
      const network = networkOf(features, linear(8, 2))
      const samples = samplesOf(features)
      const options = { epochs: 1, batchSize: 2, learningRate: 0.1, key: key(0), validation: none(samples) }
      const found = await train(backend(), network, samples, options)()
      expect(found).toEqual(E.left({ _tag: 'BadOption', option: 'validation', expected: 'samples', found: 'none' }))
    })
  },
  implementations,
)

test('the refusal is a sentence', () => {
  expect(errorMessage(refusal)).toBe('the data set has no samples')
})
