/** Typed arrays of another realm, a page's frame or a context of Node's vm, have classes of their own; they are the same numbers. */
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import * as _ from 'narrownet'
import { mapArrays } from '../../lib/network/arrays.js'
import { right } from '../setup/answers.js'

/** The same numbers in an array of that kind, of another realm. */
const foreign = <A extends Float32Array | Uint8Array | Uint16Array | Uint8ClampedArray>(values: A): A => {
  const Other = runInNewContext(values.constructor === Buffer ? 'Uint8Array' : values.constructor.name) as { from: (of: A) => A }
  const made = Other.from(values)
  expect(made).not.toBeInstanceOf(values.constructor)
  return made
}

const bytes = Uint8Array.from({ length: 6 * 4 }, (_each, at) => (at * 37) % 256)
const parts = { shape: [2, 2, 1], classes: 2, labels: [0, 1, 0, 1, 0, 1] } as const
const options = { epochs: 2, batchSize: 3, learningRate: 0.1, key: _.key(1) }

const trained = async (backend: _.Backend, values: Uint8Array | Float32Array, labels: ArrayLike<number>) => {
  const samples = right(_.dataset({ ...parts, values, labels }))
  const network = right(await _.train(backend, _.mlp({ input: [2, 2, 1], cfg: [3], classes: 2 }, _.key(0)), samples, options)())
  return { samples, network, model: right(_.modelOf(network, samples)) }
}

test('bytes and floats of another realm make the same data set, network and answers', async () => {
  const backend = right(await _.startWasm()())
  for (const values of [bytes, Float32Array.from(bytes, (byte) => byte / 7)]) {
    const [own, other] = [
      await trained(backend, values, Uint16Array.from(parts.labels)),
      await trained(backend, foreign(values), foreign(Uint16Array.from(parts.labels))),
    ]
    expect(other.samples.normalization).toEqual(own.samples.normalization)
    expect(_.measuredNormalization(other.samples)).toEqual(own.samples.normalization)
    expect(_.encodeModel(other.model)).toEqual(_.encodeModel(own.model))
    expect(await _.predict(backend, own.model, foreign(values))()).toEqual(await _.predict(backend, own.model, values)())
    const broken = foreign(Float32Array.of(0, 0, Number.NaN, 0))
    expect(await _.predict(backend, own.model, broken)()).toMatchObject({ left: { _tag: 'SamplesError', found: 'NaN in sample 0' } })
  }
  const clamped = foreign(Uint8ClampedArray.from(bytes))
  const { model } = await trained(backend, bytes, parts.labels)
  expect(await _.predict(backend, model, clamped)()).toEqual(await _.predict(backend, model, bytes)())
})

test('targets, tensors and files of another realm are as good', async () => {
  const backend = right(await _.startWasm()())
  const network = _.mlp({ input: [2, 2, 1], cfg: [3], classes: 2 }, _.key(0))
  const shape = [1, 2, 2, 1] as const
  const floats = Float32Array.of(1, 2, 3, 4)
  const ask = (values: Float32Array) => _.forward(backend, network, right(_.tensor(shape, values)))()
  expect(await ask(foreign(floats))).toEqual(await ask(floats))

  const targets = foreign(Float32Array.of(1, 2, 3, 4, 5, 6))
  const regressed = right(_.targetDataset({ shape: [2, 2, 1], values: foreign(bytes), targets: _.vectors([1], targets) }))
  expect(right(_.datasetLike(regressed, { values: foreign(bytes), targets })).target.values).toEqual(Float32Array.from(targets))
  expect([..._.batchAt(regressed, [4]).targets.values]).toEqual([5])

  const model = right(_.modelOf(network, { normalization: 'none' }))
  const file = foreign(_.encodeModel(model))
  expect(_.encodeModel(right(_.decodeModel(file)))).toEqual(_.encodeModel(model))

  // weights, as those of a state dict read elsewhere
  const weights = mapArrays(network, (values) => foreign(values))
  expect(_.encodeNetwork(weights)).toEqual(_.encodeNetwork(network))
  expect(await _.forward(backend, weights, right(_.tensor(shape, floats)))()).toEqual(await ask(floats))
})

test('an array of another kind is named as before', () => {
  expect(() => _.dataset({ ...parts, values: runInNewContext('new Int8Array(24)') as never })).toThrow(
    'dataset: values is a Int8Array, not a Uint8Array, a Uint8ClampedArray or a Float32Array',
  )
  expect(() => _.vectors([1], runInNewContext('new BigUint64Array(1)') as never)).toThrow(/not a list or an array of numbers/)
})
