/**
 * Numbers and arguments that the compiler takes and that mean nothing, each by its own sentence: what the suites beside this one generate
 * says only that some refusal comes.
 */
import { either as E } from 'fp-ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as _ from '../../lib/index.js'
import { right } from '../setup/answers.js'
import { hostile } from './outcome.js'
import { network } from './smallNetwork.js'

const key = _.key(0)
const backend = right(await _.startWasm()())
const file = { name: 'file', bytes: new Uint8Array(4) }
const one = right(_.tensor([1], new Float32Array(1)))
const labelled = { shape: [2], classes: 300, values: new Float32Array(4), labels: [0, 1] } as const

describe('thrown at the call', () => {
  const calls: readonly (readonly [call: () => unknown, sentence: string])[] = [
    [() => _.stepMemory(backend, network, -1), 'stepMemory: batchSize is -1, not a whole number from 1 to 16777216'],
    [() => _.stepMemory(backend, network, 1e9), 'stepMemory: batchSize is 1000000000, not a whole number from 1 to 16777216'],
    [() => _.stepMemory(backend, network, 2.5), 'stepMemory: batchSize is 2.5, not a whole number from 1 to 16777216'],
    [() => _.stepMemory(backend, network, 0), 'stepMemory: batchSize is 0, not a whole number from 1 to 16777216'],
    [() => _.decodeIdxFile(file, { maximumBytes: Number.NaN }), 'decodeIdxFile: maximumBytes is NaN, not a whole number, 1 or more'],
    [() => _.decodeIdxFile(file, { maximumBytes: Infinity }), 'decodeIdxFile: maximumBytes is Infinity, not a whole number, 1 or more'],
    [() => _.decodeIdxFile(file, { maximumBytes: -1 }), 'decodeIdxFile: maximumBytes is -1, not a whole number, 1 or more'],
    [() => _.batchIndices(5, Infinity, undefined), 'batchIndices: batchSize is Infinity, not a whole number, 1 or more'],
    [() => _.batchIndices(5, Number.NaN, undefined), 'batchIndices: batchSize is NaN, not a whole number, 1 or more'],
    [() => _.mlp({ input: [4], cfg: [1e10], classes: 2 }, key), 'mlp: cfg[0] is 10000000000, more than 16777216'],
    [() => _.vgg({ cfg: [] as readonly number[], classes: 2 }, key), 'vgg: the cfg'],
    [() => _.vgg({ cfg: ['M', 'M'] as readonly (number | 'M')[], classes: 2 }, key), 'vgg: the cfg'],
    [() => _.vgg({ cfg: [1e21] as readonly number[], classes: 2 }, key), 'conv2d: outChannels is 1e+21, more than 16777216'],
    [() => _.planByRatio(_.l1Norm, 0.5, { minimumWidth: 2.5 })(network), 'planByRatio: minimumWidth is 2.5, not a whole number, 0 or more'],
    [
      () => _.planBySlimming({ ratio: 0.5, minimumWidth: 2.5 })(network),
      'planBySlimming: minimumWidth is 2.5, not a whole number, 0 or more',
    ],
    // from plain JavaScript
    [() => _.encodeSafetensors(new Map([['a', one]]), { epoch: 3 as never }), 'encodeSafetensors: metadata epoch is 3, not a string'],
    [() => _.encodeSafetensors(new Map([[1 as never, one]])), "encodeSafetensors: a tensor's name is 1, not a string"],
    [() => _.encodeSafetensors(new Map([[Symbol('a') as never, one]])), "encodeSafetensors: a tensor's name is Symbol(a), not a string"],
    [() => _.tensor([1, 4], [1, 2, 3, 4] as never), 'tensor: values is a list of 4, not a Float32Array'],
    [() => _.tensor([1, 4], new Float64Array(4) as never), 'tensor: values is a Float64Array, not a Float32Array'],
    [
      () => _.dataset({ ...labelled, values: new Float64Array(4) as never }),
      'dataset: values is a Float64Array, not a Uint8Array, a Uint8ClampedArray or a Float32Array',
    ],
    [
      () => _.dataset({ ...labelled, values: [1, 2, 3, 4] as never }),
      'dataset: values is a list of 4, not a Uint8Array, a Uint8ClampedArray or a Float32Array',
    ],
  ]

  test.each(calls.map(([call, sentence]) => [sentence, call] as const))('%s', (sentence, call) => {
    expect(call).toThrow(`narrownet: ${sentence}`)
    expect(call).toThrow(TypeError)
  })
})

describe('left', () => {
  test.each([[Int8Array.of(0, -1)], [[0, -1]], [[0, 1.5]], [[0, 300]], [[0, Number.NaN]]])('labels %o of 300 classes', (labels) => {
    const made = _.dataset({ ...labelled, labels })
    const sentence = `data set: labels: expected whole numbers from 0 to 299, found ${labels[1]} at sample 1`
    expect(E.mapLeft(_.errorMessage)(made)).toEqual(E.left(sentence))
  })

  test.each([[new Array(2)], [[8]], [[8, 16, 4]], [[8, Number.NaN]]])('%o is no cfg [8, 16]', (value) => {
    expect(E.isLeft(_.cfgCodec([8, 16]).decode(value))).toBe(true)
  })
})

test('positions that a spread put into a network stop it at every entrance that runs or trains it', () => {
  const selecting = _.sequential(_.input(4), _.channelSelection(4, 2), _.linear(2, 2))(key)
  const data = right(_.dataset({ shape: [4], classes: 2, values: new Float32Array(8), labels: [0, 1] }))
  for (const position of [-1024, -2500, 1e9]) {
    const nodes = selecting.nodes.map((node, at) =>
      at === 0 && node._tag === 'layer' ? { ...node, arrays: { positions: Float32Array.of(0, position) } } : node,
    )
    const cast = { ...selecting, nodes }
    const options = { epochs: 1, batchSize: 2, learningRate: 0.1, key }
    const entrances = [
      () => _.forward(backend, cast, { shape: [1, 4], values: new Float32Array(4) }),
      () => _.frozen(backend, cast),
      () => _.evaluate(backend, cast, data),
      () => _.train(backend, cast, data, options),
      () => _.fit(backend, cast, data, options),
      () => _.stepMemory(backend, cast, 2),
      () => _.activationScore(backend, cast, data),
    ]
    for (const enter of entrances) expect(enter).toThrow(`: the network's 0.positions holds ${position} at 1`)
  }
})

test('whatever encodeSafetensors writes, its own reader takes', () => {
  const shape = fc.oneof(fc.array(fc.nat(3), { maxLength: 3 }), hostile)
  const tensors = fc.array(fc.tuple(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('1', '__metadata__'), hostile), shape), {
    maxLength: 3,
  })
  const metadata = fc.oneof(fc.dictionary(fc.string(), fc.oneof(fc.string({ unit: 'binary' }), hostile), { maxKeys: 2 }), hostile)
  const written = { refused: 0, read: 0 }
  fc.assert(
    fc.property(tensors, metadata, (given, about) => {
      const sized = given.map(([name, sizes]) => {
        const count = Array.isArray(sizes) ? sizes.reduce<number>((product, size) => product * Number(size), 1) : 1
        return [name, { shape: sizes, values: new Float32Array(count >= 0 && count < 100 ? count : 0) }]
      })
      let file: Uint8Array
      try {
        file = _.encodeSafetensors(new Map(sized as never), about as never)
      } catch (thrown) {
        written.refused += 1
        expect(String(thrown)).toMatch(/^TypeError: narrownet: /)
        return
      }
      written.read += 1
      expect(right(_.decodeSafetensors(file)).tensors.size).toBe(new Map(sized as never).size)
    }),
    { numRuns: 1000 },
  )
  // both happen
  expect(Math.min(written.refused, written.read)).toBeGreaterThan(50)
})
