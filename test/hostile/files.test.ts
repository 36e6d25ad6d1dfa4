/**
 * Files from anywhere: whatever stands in them, reading gives a `Left` with a sentence, or a value as sound as one that was made. Some thousand
 * a run; NARROWNET_HOSTILE_RUNS=100000 for more, which then says how long they took.
 */
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { afterAll, describe, expect, test } from 'vitest'
import { decodeFitState, encodeFitState } from '../../lib/checkpoint/fitStateFile.js'
import { vggNames } from '../../lib/checkpoint/moduleNames.js'
import { decodeModel, encodeModel } from '../../lib/checkpoint/modelFile.js'
import { decodeNetwork, encodeNetwork } from '../../lib/checkpoint/networkFile.js'
import { withPrunedStateDict } from '../../lib/checkpoint/prunedStateDict.js'
import { decodeSafetensors, encodeSafetensors } from '../../lib/checkpoint/safetensors.js'
import { stateDictOf, withStateDict } from '../../lib/checkpoint/stateDict.js'
import { cifar100Dataset, cifar10Dataset } from '../../lib/data/cifar.js'
import type { Dataset } from '../../lib/data/dataset.js'
import { decodeIdx } from '../../lib/data/idx.js'
import { decodeIdxFile } from '../../lib/data/idxGzip.js'
import { modelOf } from '../../lib/data/model.js'
import { errorMessage, type NarrownetError } from '../../lib/errorMessage.js'
import { channelSelection } from '../../lib/layer/channelSelection.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { flatten } from '../../lib/layer/flatten.js'
import { linear } from '../../lib/layer/linear.js'
import { relu } from '../../lib/layer/relu.js'
import { convnet } from '../../lib/model/convnet.js'
import { mlp } from '../../lib/model/mlp.js'
import { arraysOf } from '../../lib/network/arrays.js'
import { residual } from '../../lib/network/branching.js'
import type { Node } from '../../lib/network/network.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import { elementCount, type Shape } from '../../lib/shape/shape.js'
import { resumeProblem, type FitState } from '../../lib/training/fitState.js'
import { settingsOf } from '../../lib/training/options.js'
import { compress } from '../reference/compress.js'
import { encodeCifar } from '../reference/encodeCifar.js'
import { encodeIdx } from '../reference/encodeIdx.js'
import { right } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'
import { misdescribed, mutated, withHeader } from './mutated.js'

const kinds = 10
const asked = process.env.NARROWNET_HOSTILE_RUNS
const numRuns = Math.ceil(Number(asked ?? 5000) / kinds)
const timeout = 60_000 + numRuns * 20

const began = performance.now()
let inputs = 0
let accepted = 0
afterAll(() => {
  const seconds = (performance.now() - began) / 1000
  const { rss } = process.memoryUsage()
  if (asked !== undefined)
    console.log(
      `${inputs} hostile files, ${accepted} of them sound, in ${seconds.toFixed(0)} s; ${Math.round(rss / 2 ** 20)} MiB at the end`,
    )
})

/** A Left with a sentence that a person can read, or a value that is sound. */
const judged = <A>(read: E.Either<NarrownetError, A>, sound: (value: A) => void): void => {
  inputs += 1
  if (E.isLeft(read)) {
    expect(errorMessage(read.left)).toMatch(/^[^\n]{5,1500}$/s)
    return
  }
  accepted += 1
  sound(read.right)
}

const branched = sequential(
  input(4, 4, 2),
  conv2d(2, 3),
  residual(batchNorm(3), channelSelection(3, 2), relu, conv2d(2, 3)),
  flatten,
  linear(48, 2),
)(key(0))
const chain = convnet({ input: [8, 8, 1], cfg: [2, 3, 2], classes: 3 }, key(0))
const networks = [encodeNetwork(branched), encodeNetwork(chain), encodeNetwork(mlp({ input: [3], cfg: [4], classes: 2 }, key(0)))]
const velocity = Object.fromEntries(arraysOf(chain).map(({ path, values }) => [path, values]))
const state = (told: FitState['told']): FitState => ({ epochsDone: 2, stepsDone: 6, told, optimizer: { name: 'sgd', slots: { velocity } } })
const settings = settingsOf({ epochs: 3, batchSize: 8, learningRate: 0.1, momentum: 0.9, key: key(0) }, learnable([8, 8, 1], 3, 20))
const samples = learnable([8, 8, 1], 3, 20)
const states = [
  encodeFitState(state(undefined)),
  encodeFitState(state({ options: { batchSize: 8, key: '0 0' }, learningRates: [0.1, 0.1] })),
]
const tensors = right(stateDictOf(vggNames)(chain))
const dicts = [encodeSafetensors(tensors), encodeSafetensors(new Map([...tensors].map(([name, tensor]) => [`module.${name}`, tensor])))]

const isSound = (bytes: Uint8Array): void =>
  judged(decodeSafetensors(bytes), (file) => {
    let size = 0
    for (const { shape, values } of file.tensors.values()) {
      expect(values.length).toBe(elementCount(shape))
      size += values.byteLength
    }
    expect(size).toBeLessThanOrEqual(bytes.length * 2) // half floats are read as floats
  })

const isFinite = (network: { readonly nodes: readonly Node[] }): void => {
  for (const { values, shape } of arraysOf(network)) {
    expect(values.length).toBe(elementCount(shape))
    expect(values.every(Number.isFinite)).toBe(true)
  }
}

describe('hostile files', () => {
  test('safetensors', { timeout }, () => {
    fc.assert(fc.property(mutated([...networks, ...states]), isSound), { numRuns })
  })

  test('headers of safetensors', { timeout }, () => {
    const entry = fc.record(
      {
        dtype: fc.oneof(fc.constantFrom('F32', 'F16', 'BF16', 'I64', 'BOOL', 'U8', 'F8_E4M3'), fc.jsonValue({ maxDepth: 1 })),
        shape: fc.oneof(fc.array(fc.oneof(fc.nat(4), fc.maxSafeInteger()), { maxLength: 4 }), fc.jsonValue({ maxDepth: 1 })),
        data_offsets: fc.oneof(fc.array(fc.oneof(fc.nat(32), fc.maxSafeInteger()), { maxLength: 3 }), fc.jsonValue({ maxDepth: 1 })),
      },
      { requiredKeys: [] },
    )
    const header = fc.oneof(
      fc.dictionary(fc.oneof(fc.string({ maxLength: 5 }), fc.constant('__metadata__')), fc.oneof(entry, fc.jsonValue({ maxDepth: 2 })), {
        maxKeys: 4,
      }),
      fc.jsonValue(),
    )
    fc.assert(
      fc.property(
        fc.oneof(
          header.map((value) => JSON.stringify(value)),
          fc.nat(3000).map((depth) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`),
          fc.string(),
        ),
        fc.uint8Array({ maxLength: 40 }),
        (text, data) => isSound(withHeader(text, data)),
      ),
      { numRuns },
    )
  })

  test('networks', { timeout }, () => {
    fc.assert(
      fc.property(fc.oneof(mutated(networks), misdescribed(networks), mutated(states)), (bytes) =>
        judged(decodeNetwork(bytes), (network) => {
          isFinite(network)
          expect(right(decodeNetwork(encodeNetwork(network)))).toEqual(network)
        }),
      ),
      { numRuns },
    )
  })

  test('models', { timeout }, () => {
    const models = [encodeModel(right(modelOf(chain, { normalization: { mean: [0.5], deviation: [0.25] }, classNames: ['a', 'b', 'c'] })))]
    fc.assert(
      fc.property(fc.oneof(mutated(models), misdescribed(models), mutated(networks)), (bytes) =>
        judged(decodeModel(bytes), (model) => {
          isFinite(model.network)
          expect(right(decodeModel(encodeModel(model)))).toEqual(model)
        }),
      ),
      { numRuns },
    )
  })

  test('fit states, and fits that are to resume from them', { timeout }, () => {
    fc.assert(
      fc.property(fc.oneof(mutated(states), misdescribed(states), misdescribed(networks)), (bytes) =>
        judged(decodeFitState(bytes), (read) => {
          expect(encodeFitState(right(decodeFitState(encodeFitState(read))))).toEqual(encodeFitState(read))
          const problem = resumeProblem(chain.nodes, read, settings, samples)
          if (problem !== undefined) expect(errorMessage(problem)).toMatch(/^[^\n]{5,2500}$/s)
        }),
      ),
      { numRuns },
    )
  })

  test('state dicts', { timeout }, () => {
    fc.assert(
      fc.property(fc.oneof(mutated(dicts), misdescribed(dicts)), fc.constantFrom('', 'module.'), (bytes, prefix) => {
        const file = decodeSafetensors(bytes)
        if (E.isLeft(file)) return judged(file, () => undefined)
        const { tensors } = file.right
        judged<{ readonly nodes: readonly Node[] }>(withStateDict(vggNames, tensors, { prefix })(chain), isFinite)
        judged<{ readonly nodes: readonly Node[] }>(withPrunedStateDict(vggNames, tensors, { prefix })(chain), isFinite)
      }),
      { numRuns },
    )
  })

  const idx = [encodeIdx([10], new Uint8Array(10).fill(3)), encodeIdx([4, 5, 5], new Uint8Array(100).fill(200))]
  const isArray = ({ shape, values }: { readonly shape: Shape; readonly values: Uint8Array }): void =>
    void expect(values.length).toBe(elementCount(shape))

  test('IDX', { timeout }, () => {
    fc.assert(
      fc.property(mutated(idx), (bytes) => judged(decodeIdx('file', bytes), isArray)),
      { numRuns },
    )
  })

  test('IDX in gzip', { timeout }, async () => {
    const files = await Promise.all(idx.map(compress))
    const two = Uint8Array.of(...(await compress(idx[1]!.slice(0, 30))), ...(await compress(idx[1]!.slice(30))))
    await fc.assert(
      fc.asyncProperty(mutated([...files, two]), async (bytes) => judged(await decodeIdxFile({ name: 'file', bytes })(), isArray)),
      { numRuns },
    )
  })

  const isDataset = ({ classes, labels, values, rows }: Dataset<Shape>): void => {
    expect(labels.every((label) => label < classes)).toBe(true)
    expect(values.length).toBe(rows.length * 3072)
  }

  test.each([
    ['CIFAR-10', cifar10Dataset, [3]],
    ['CIFAR-100', cifar100Dataset, [7, 50]],
  ] as const)('%s', { timeout }, (_name, read, labels) => {
    const file = encodeCifar([[...labels], [...labels]], new Uint8Array(2 * 3072).fill(9))
    fc.assert(
      fc.property(fc.array(mutated([file]), { maxLength: 2 }), (files) =>
        judged<Dataset<Shape>>(read(files.map((bytes, at) => ({ name: `file ${at}`, bytes }))), isDataset),
      ),
      { numRuns },
    )
  })
})
