import fc from 'fast-check'
import { either as E, function as F } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import type { Equal, Expect } from '../../typetests/equal.js'
import { refine } from '../../lib/checkpoint/refine.js'
import * as _ from '../../lib/checkpoint/networkFile.js'
import { decodeSafetensors, encodeSafetensors } from '../../lib/checkpoint/safetensors.js'
import { errorMessage } from '../../lib/errorMessage.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { channelSelection } from '../../lib/layer/channelSelection.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { maskedLinear } from '../../lib/layer/maskedLinear.js'
import { maxPool } from '../../lib/layer/maxPool.js'
import { padChannels } from '../../lib/layer/padChannels.js'
import { relu } from '../../lib/layer/relu.js'
import { convnet } from '../../lib/model/convnet.js'
import { arraysOf } from '../../lib/network/arrays.js'
import { concatenate, residual, sum } from '../../lib/network/branching.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { narrowNetwork } from '../../lib/pruning/narrow.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { key } from '../../lib/random/key.js'
import { cases } from '../hostile/cases.js'
import { right } from '../setup/answers.js'
import { arbitraryNetwork } from '../setup/networks.js'

const network = sequential(
  input(6, 6, 3),
  conv2d(3, 4),
  sum([padChannels(2)], [batchNorm(4), channelSelection(4, 3), relu, conv2d(3, 6, { bias: true })]),
  concatenate([], [residual(conv2d(6, 2), relu, conv2d(2, 6))]),
  globalAveragePool,
  maskedLinear(linear(12, 2, { initialDeviation: 0.01 })),
)(key(3))

describe('decodeNetwork', () => {
  test('gives back what was encoded, to the bit', () => {
    fc.assert(
      fc.property(arbitraryNetwork, (given) => {
        const bytes = _.encodeNetwork(given)
        const decoded = right(_.decodeNetwork(bytes))
        expect(decoded).toStrictEqual(given)
        expect(_.encodeNetwork(decoded)).toEqual(bytes)
      }),
    )
    expect(right(_.decodeNetwork(_.encodeNetwork(network)))).toStrictEqual(network)
  })

  test('gives back a narrowed family, and refine its widths', () => {
    const slim = narrowNetwork(convnet({ input: [28, 28, 1], cfg: [8, 16, 16], classes: 10 }, key(0)), l1Norm, [4, 8, 16])
    const loaded = right(F.pipe(_.decodeNetwork(_.encodeNetwork(slim)), E.flatMap(refine([4, 8, 16]))))
    type Known = Expect<Equal<typeof loaded.cfg, [4, 8, 16]>>
    const yes: Known = true
    expect([loaded, yes]).toEqual([slim, true])
    expect(loaded.arch).toBe('convnet')
    const other = F.pipe(_.decodeNetwork(_.encodeNetwork(slim)), E.flatMap(refine([4, 8, 8])))
    expect(E.isLeft(other) && errorMessage(other.left)).toBe("the network's cfg is [4, 8, 16], not [4, 8, 8]")
  })

  test('keeps a cfg that names its poolings', () => {
    const pooled = { ...convnet({ input: [28, 28, 1], cfg: [2, 3, 4], classes: 10 }, key(0)), cfg: [2, 'M', 3, 'M', 4] as const }
    expect(right(_.decodeNetwork(_.encodeNetwork(pooled))).cfg).toEqual([2, 'M', 3, 'M', 4])
  })
})

type Json = Readonly<Record<string, unknown>>
const original = right(decodeSafetensors(_.encodeNetwork(network)))
const description = JSON.parse(original.metadata.narrownet ?? '') as Json & { readonly layers: readonly Json[] }

/** The file with other metadata, or other arrays. */
const fileOf = (metadata: Readonly<Record<string, string>>, arrays: Readonly<Record<string, Float32Array | undefined>> = {}) => {
  const stored = new Map(arraysOf(network).map(({ path, shape, values }) => [path, { shape: shape as readonly number[], values }]))
  for (const [path, values] of Object.entries(arrays)) {
    if (values === undefined) stored.delete(path)
    else stored.set(path, { shape: stored.get(path)?.values.length === values.length ? stored.get(path)!.shape : [values.length], values })
  }
  return encodeSafetensors(stored, metadata)
}
const described = (more: Json) => fileOf({ narrownet: JSON.stringify({ ...description, ...more }) })
const withLayer = (at: number, layer: unknown) =>
  described({ layers: description.layers.map((each, place) => (place === at ? layer : each)) })
const withArray = (arrays: Readonly<Record<string, Float32Array | undefined>>) => fileOf(original.metadata, arrays)
const refusal = (bytes: Uint8Array): string => E.match(errorMessage, () => 'accepted')(_.decodeNetwork(bytes))

/** Branches in branches, so many deep. */
const nested = (depth: number): Json => (depth === 0 ? relu : { _tag: 'residual', body: [nested(depth - 1)] }) as unknown as Json
const doubled = Array.from({ length: 60 }, () => concatenate([], []))

test.each<[string, Uint8Array, string]>([
  ['no file', new Uint8Array(3), 'safetensors: length: expected at least 8 bytes, found 3 bytes'],
  [
    'a file of others',
    fileOf({ format: 'pt' }),
    'checkpoint: metadata: expected a network’s description under "narrownet", as encodeNetwork writes it, found none',
  ],
  ['broken JSON', fileOf({ narrownet: '{"version":' }), 'checkpoint: narrownet: expected a network’s description as JSON, found '],
  ['another version', described({ version: 2 }), 'checkpoint: narrownet.version: expected 1, found 2'],
  ['no layers', described({ layers: undefined }), 'checkpoint: narrownet.layers: expected layers, found nothing'],
  [
    'an unknown layer',
    withLayer(0, { _tag: 'toString' }),
    'checkpoint: narrownet.layers.0._tag: expected the name of a layer or of branches, found "toString"',
  ],
  [
    'a number as text',
    withLayer(0, { ...conv2d(3, 4), inChannels: '3' }),
    'checkpoint: narrownet.layers.0.inChannels: expected a finite number, found "3"',
  ],
  [
    'a missing field',
    withLayer(0, { ...conv2d(3, 4), bias: undefined }),
    'checkpoint: narrownet.layers.0.bias: expected true or false, found nothing',
  ],
  [
    'a ceil mode that is none',
    withLayer(2, { ...maxPool(2), ceilMode: 1 }),
    'checkpoint: narrownet.layers.2.ceilMode: expected true or false, found 1',
  ],
  ['a field too many', withLayer(0, { ...conv2d(3, 4), groups: 3 }), 'checkpoint: narrownet.layers.0.groups: expected nothing, found 3'],
  [
    'a wrong layer in a branch',
    withLayer(1, { _tag: 'sum', branches: [[{ _tag: 'dropout' }], []] }),
    'checkpoint: narrownet.layers.1.branches.0.0.rate: expected a finite number, found nothing',
  ],
  ['a value no layer has', withLayer(0, { ...conv2d(3, 4), kernelSize: 0 }), 'layer 0 (conv2d) '],
  [
    'neighbors that do not fit',
    withLayer(0, conv2d(3, 5)),
    'layer 1 (sum) is wrong in branch 1: layer 0 (batchNorm) expects 4 channels but receives 5',
  ],
  ['no input', described({ input: [0, 1, 1] }), 'input axis 0 is 0: at least 1 is needed'],
  ['another arch', described({ arch: ['conv2d'] }), 'checkpoint: narrownet.arch.1: expected sum 6 '],
  ['another cfg', described({ cfg: [4, 3] }), 'checkpoint: narrownet.cfg: expected [3,2], found [4,3]'],
  ['branches nested without end', withLayer(2, nested(65)), 'layer 2 (residual) has branches nested more than 64 deep'],
  [
    'too many layers',
    described({ layers: Array.from({ length: 10_001 }, () => relu) }),
    'layer 10000 (relu) is more than the 10000 layers and branches that a network may have',
  ],
  [
    'channels without end',
    withLayer(0, { ...padChannels(1), added: 1e12 }),
    'layer 0 (padChannels) added is 1000000000000, more than 16777216',
  ],
  ['an input without end', described({ input: [1, 1, 1e12], layers: [relu] }), 'input axis 2 is 1000000000000, more than 16777216'],
  [
    'a flatten without end',
    described({ input: [1e6, 1e6, 3], layers: [{ _tag: 'flatten' }] }),
    'layer 0 (flatten) makes 3000000000000 features, more than 16777216',
  ],
  [
    'doubling without end',
    described({ layers: doubled }),
    'layer 59 (concatenate) is the end of 13835058055282164000 channels, more than 4194304',
  ],
  ['a weight without end', withLayer(4, { ...maskedLinear(linear(12, 2)), outFeatures: 1_000_000 }), 'the arrays do not fit the network: '],
  [
    'arrays missing, too many, of another size: all at once',
    withArray({ '0.weight': undefined, '1.1.0.scale': undefined, '9.weight': new Float32Array(1), '4.bias': new Float32Array(3) }),
    'the arrays do not fit the network: 0.weight is missing, 1.1.0.scale is missing, 9.weight is not in the network, 4.bias holds 3 numbers instead of 2',
  ],
  [
    'numbers that are none',
    withArray({ '4.bias': Float32Array.of(0, Number.NaN) }),
    'the arrays do not fit the network: 4.bias holds NaN at 1 instead of finite numbers',
  ],
  [
    'a mask of halves',
    withArray({ '4.mask': new Float32Array(24).fill(0.5) }),
    'the arrays do not fit the network: 4.mask holds 0.5 at 0 instead of zeros and ones',
  ],
  [
    'positions out of range',
    withArray({ '1.1.1.positions': Float32Array.of(0, 1, 4) }),
    'the arrays do not fit the network: 1.1.1.positions holds 4 at 2 instead of whole numbers that ascend below 4',
  ],
  [
    'positions that go back',
    withArray({ '1.1.1.positions': Float32Array.of(0, 2, 1) }),
    'the arrays do not fit the network: 1.1.1.positions holds 1 at 2 instead of whole numbers that ascend below 4',
  ],
  [
    'a running variance below zero',
    withArray({ '1.1.0.runningVariance': Float32Array.of(1, -1, 1, 1) }),
    'the arrays do not fit the network: 1.1.0.runningVariance holds -1 at 1 instead of finite numbers, 0 or more',
  ],
  [
    'positions below zero',
    withArray({ '1.1.1.positions': Float32Array.of(-1, 2, 3) }),
    'the arrays do not fit the network: 1.1.1.positions holds -1 at 0 instead of whole numbers that ascend below 4',
  ],
])('%s: a Left', (_name, bytes, message) => {
  const found = refusal(bytes)
  expect(found.startsWith(message), found).toBe(true)
})

test('an array of as many numbers in another shape, or of another type, is a Left', () => {
  const text = new TextDecoder().decode(_.encodeNetwork(network))
  const changed = (from: string, to: string) => {
    const bytes = _.encodeNetwork(network)
    bytes.set(new TextEncoder().encode(to), text.indexOf(from))
    return refusal(bytes)
  }
  expect(text).toContain('"4.weight":{"dtype":"F32","shape":[12,2]')
  expect(changed('"4.weight":{"dtype":"F32","shape":[12,2]', '"4.weight":{"dtype":"F32","shape":[2,12]')).toBe(
    'checkpoint: 4.weight: expected [12,2], found [2,12]',
  )
  expect(changed('"4.weight":{"dtype":"F32"', '"4.weight":{"dtype":"I32"')).toBe('checkpoint: 4.weight: expected F32, found I32')
})

test('mutated files are refused, or are a network that is written as it was read', () => {
  const valid = _.encodeNetwork(network)
  const headerEnd = 8 + new DataView(valid.buffer).getUint32(0, true)
  const inHeader = fc.integer({ min: 8, max: headerEnd - 1 })
  const mutation = fc.oneof(
    fc.tuple(fc.nat(valid.length - 1), fc.nat(255)).map(([at, value]) => valid.with(at, value)),
    fc.tuple(inHeader, fc.constantFrom(...'0123456789[]{},:"truefalsMW ')).map(([at, sign]) => valid.with(at, sign.charCodeAt(0))),
    fc.nat(valid.length - 1).map((length) => valid.slice(0, length)),
  )
  let passed = 0
  fc.assert(
    fc.property(mutation, (bytes) => {
      const decoded = _.decodeNetwork(bytes)
      if (E.isLeft(decoded)) expect(errorMessage(decoded.left).length).toBeGreaterThan(10)
      else {
        passed += 1
        expect(right(_.decodeNetwork(_.encodeNetwork(decoded.right)))).toEqual(decoded.right)
      }
    }),
    { numRuns: cases(1500) },
  )
  expect(passed).toBeGreaterThan(15)
})
