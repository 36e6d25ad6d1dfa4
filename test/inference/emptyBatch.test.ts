/**
 * No samples, for every kind of layer and branching: an empty batch has an empty answer; a data set or raw samples without any are a `Left`;
 * nothing rejects, traps or throws.
 */
import { either as E, taskEither as TE } from 'fp-ts'
import { expect, test } from 'vitest'
import {
  activationScore,
  type AnyNetwork,
  batchAt,
  type Dataset,
  dataset,
  errorMessage,
  evaluate,
  fit,
  forward,
  frozen,
  globalAveragePool,
  key,
  l1Norm,
  linear,
  type Model,
  modelOf,
  type NarrownetError,
  predict,
  predictor,
  sensitivity,
  sequentialFrom,
  type Shape,
  type Spec,
  train,
} from 'narrownet'
import { describeOnBackends, implementations } from '../engine/backends.js'
import { alive, right } from '../setup/answers.js'
import { layerKinds } from '../setup/layerKinds.js'

const networkOf = (from: Shape, ...specs: readonly Spec[]): AnyNetwork => right(sequentialFrom(from, specs))(key(0))

/** The layer alone, and before the head of a classifier of two classes: by name. */
const cases = Object.entries(layerKinds).flatMap(([tag, examples]) =>
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
        expect(await ask(batch)()).toEqual(E.left({ _tag: 'Released', by: 'frozen' }))
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
      const network = networkOf([8], linear(8, 2))
      const samples = samplesOf([8])
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
