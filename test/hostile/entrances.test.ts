/**
 * What plain JavaScript and casts can hand over as arrays, tensors, networks, data sets and bytes, at every public entrance that takes one: a
 * `Left`, or a `TypeError` that begins with `narrownet:`, thrown at the call. Never another exception, a rejected task, or an answer.
 */
import fc from 'fast-check'
import { taskEither as TE } from 'fp-ts'
import { beforeAll, expect, test } from 'vitest'
import * as _ from '../../lib/index.js'
import { right } from '../setup/answers.js'
import { cases } from './cases.js'

/** Of any kind, and often almost right. */
const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({ withTypedArray: false, withMap: false, maxDepth: 2 }),
  fc.constantFrom<unknown>(undefined, null, NaN, Infinity, -1, 0, '', 'weights', true, () => 1, Symbol('none'), 1n, new Date(0), /a/),
  fc.array(fc.double(), { maxLength: 12 }),
  fc.array(fc.integer(), { maxLength: 12 }).map((values) => Float64Array.from(values)),
  fc.array(fc.integer(), { maxLength: 12 }).map((values) => Int32Array.from(values)),
  fc.array(fc.integer(), { maxLength: 12 }).map((values) => Int8Array.from(values)),
  fc.constant(new DataView(new ArrayBuffer(16))),
  fc.constant(new ArrayBuffer(16)),
  fc.record({ shape: fc.anything({ maxDepth: 1 }), values: fc.anything({ maxDepth: 1 }) }),
  fc.record({ input: fc.constant([4]), output: fc.constant([2]), cfg: fc.constant([]), nodes: fc.anything({ maxDepth: 2 }) }),
  fc.record({ _tag: fc.constantFrom('Right', 'Left'), right: fc.anything({ maxDepth: 1 }) }),
)

const network = _.sequential(_.input(4), _.linear(4, 3), _.relu, _.linear(3, 2))(_.key(0))
const digits = right(_.dataset({ shape: [4], classes: 2, values: new Float32Array(12), labels: [0, 1, 0] }))
const batch = right(_.tensor([3, 4], new Float32Array(12)))
const model = right(_.modelOf(network, digits))
const options = { epochs: 1, batchSize: 3, learningRate: 0.1, key: _.key(0) }
const names = { 0: 'a', 2: 'b' }

/** Entrances without their types, each with one argument that is not what it should be. */
const entrances = (backend: _.Backend): Readonly<Record<string, (value: never) => unknown>> => ({
  'tensor, its values': (value) => _.tensor([1, 4], value),
  'tensor, its shape': (value) => _.tensor(value, new Float32Array(3)),
  'forward, its backend': (value) => _.forward(value, network, batch),
  'forward, its network': (value) => _.forward(backend, value as _.AnyNetwork, batch as never),
  'forward, its batch': (value) => _.forward(backend, network, value),
  "forward, its batch's values": (value) => _.forward(backend, network, { shape: [3, 4], values: value }),
  "forward, its batch's shape": (value) => _.forward(backend, network, { shape: value, values: new Float32Array(12) } as never),
  "forward, its network's nodes": (value) => _.forward(backend, { ...network, nodes: value }, batch),
  "forward, its network's arrays": (value) => _.forward(backend, { ...network, nodes: withArrays(value) }, batch),
  "forward, a network's weight": (value) =>
    _.forward(backend, { ...network, nodes: withArrays({ weight: value, bias: new Float32Array(3) }) }, batch),
  'frozen, its backend': (value) => _.frozen(value, network)(batch),
  'frozen, its network': (value) => _.frozen(backend, value as _.AnyNetwork),
  'frozen, its batch': (value) => _.frozen(backend, network)(value),
  'evaluate, its backend': (value) => _.evaluate(value, network, digits),
  'evaluate, its network': (value) => _.evaluate(backend, value as _.AnyNetwork, digits as never),
  'evaluate, its data set': (value) => _.evaluate(backend, network, value),
  "evaluate, its data set's values": (value) => _.evaluate(backend, network, { ...digits, values: value }),
  "evaluate, its data set's rows": (value) => _.evaluate(backend, network, { ...digits, rows: value }),
  "evaluate, its data set's labels": (value) => _.evaluate(backend, network, { ...digits, labels: value }),
  'train, its backend': (value) => _.train(value, network, digits, options),
  'train, its network': (value) => _.train(backend, value as _.AnyNetwork, digits as never, options),
  'train, its data set': (value) => _.train(backend, network, value, options),
  'fit, its data set': (value) => _.fit(backend, network, value, options),
  'stepMemory, its network': (value) => _.stepMemory(backend, value, 3),
  'stepMemory, its backend': (value) => _.stepMemory(value, network, 3),
  'predict, its model': (value) => _.predict(backend, value, new Float32Array(4)),
  'predict, its samples': (value) => _.predict(backend, model, value),
  'modelOf, its network': (value) => _.modelOf(value as _.AnyNetwork, digits),
  'dataset, its parts': (value) => _.dataset(value),
  'dataset, its values': (value) => _.dataset({ shape: [4], classes: 2, values: value, labels: [0, 1, 0] }),
  // 13 samples: no list drawn here is of so many labels
  'dataset, its labels': (value) => _.dataset({ shape: [4], classes: 2, values: new Float32Array(52), labels: value }),
  'dataset, its shape': (value) => _.dataset({ shape: value, classes: 2, values: new Float32Array(13), labels: [0, 1, 0] }),
  'batchAt, its data set': (value) => _.batchAt(value, [0]),
  'withArrays, its arrays': (value) => _.withArrays(value)(network),
  'withArrays, one of them': (value) => _.withArrays({ '0.weight': value })(network),
  'withArrays, its network': (value) => _.withArrays({})(value as _.AnyNetwork),
  'withStateDict, its tensors': (value) => _.withStateDict(names, value)(network),
  'withStateDict, its network': (value) => _.withStateDict(names, new Map())(value as _.AnyNetwork),
  'withStateDict, a tensor': (value) => _.withStateDict(names, new Map([['a.weight', value]]))(network),
  'withPrunedStateDict, its tensors': (value) => _.withPrunedStateDict(names, value)(network),
  'stateDictOf, its network': (value) => _.stateDictOf(names)(value as _.AnyNetwork),
  encodeNetwork: (value) => _.encodeNetwork(value),
  encodeSafetensors: (value) => _.encodeSafetensors(value === null || (value as unknown) instanceof Map ? (undefined as never) : value),
  'encodeSafetensors, a tensor': (value) => _.encodeSafetensors(new Map([['a', value]])),
  decodeSafetensors: (value) => _.decodeSafetensors(value),
  decodeNetwork: (value) => _.decodeNetwork(value),
  decodeModel: (value) => _.decodeModel(value),
  decodeFitState: (value) => _.decodeFitState(value),
  decodeIdx: (value) => _.decodeIdx('file', value),
  decodeIdxFile: (value) => _.decodeIdxFile(value),
  'decodeIdxFile, its bytes': (value) => _.decodeIdxFile({ name: 'file', bytes: value }),
  mnistDataset: (value) => _.mnistDataset(value, value),
  cifar10Dataset: (value) => _.cifar10Dataset(value),
  'cifar10Dataset, a file': (value) => _.cifar10Dataset([value]),
  folded: (value) => _.folded(value as _.AnyNetwork),
  cut: (value) => _.cut({ groups: [{ width: 3, kept: [0] }] })(value as _.AnyNetwork),
  planTo: (value) => _.planTo(_.l1Norm, [2])(value as _.AnyNetwork),
  maskSmallest: (value) => _.maskSmallest({ ratio: 0.5 })(value as _.AnyNetwork),
})

const withArrays = (arrays: unknown): typeof network.nodes =>
  network.nodes.map((node, at) => (at === 0 && node._tag === 'layer' ? { ...node, arrays: arrays as never } : node))

/** What an entrance comes to, run to its end. */
const outcome = async (enter: () => unknown): Promise<string> => {
  let made: unknown
  try {
    made = enter()
  } catch (thrown) {
    return thrown instanceof TypeError && thrown.message.startsWith('narrownet: ') ? 'refused' : `threw ${String(thrown)}`
  }
  const ended =
    typeof made === 'function'
      ? await (made as TE.TaskEither<unknown, unknown>)()
      : typeof made === 'object' && made !== null && 'next' in made
        ? (await (made as AsyncGenerator<unknown>).next()).value
        : made
  return (ended as { readonly _tag?: unknown } | undefined)?._tag === 'Left' ? 'refused' : 'accepted'
}

let backend: _.Backend
beforeAll(async () => {
  backend = right(await _.startWasm()())
})

test('every entrance refuses what is none of its kind, and the device is as it was', async () => {
  const all = Object.entries(entrances(backend))
  const before = backend.liveArrays()
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...all), hostile, async ([name, enter], value) => {
      expect(`${name}: ${await outcome(() => enter(value as never))}`).toBe(`${name}: refused`)
    }),
    { numRuns: cases(2000) },
  )
  expect(backend.liveArrays()).toEqual(before)
}, 600_000)
