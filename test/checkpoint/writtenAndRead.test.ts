/**
 * Whatever a constructor accepts is written and read back to the bit: layers with arguments at the ends of what they take, arrays of numbers
 * that are nearly none, networks after surgery and folding, models, fit states, plans.
 */
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { decodeFitState, encodeFitState } from '../../lib/checkpoint/fitStateFile.js'
import { decodeModel, encodeModel } from '../../lib/checkpoint/modelFile.js'
import { encodeNetwork } from '../../lib/checkpoint/networkFile.js'
import { planFromJson, planToJson, tiedFromJson, tiedToJson } from '../../lib/checkpoint/planCodec.js'
import { decodeSafetensors, encodeSafetensors } from '../../lib/checkpoint/safetensors.js'
import { modelOf } from '../../lib/data/model.js'
import { folded } from '../../lib/inference/folded.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { detach } from '../../lib/layer/detach.js'
import { dropout } from '../../lib/layer/dropout.js'
import { linear } from '../../lib/layer/linear.js'
import { maskedLinear } from '../../lib/layer/maskedLinear.js'
import { maxPool } from '../../lib/layer/maxPool.js'
import { relu } from '../../lib/layer/relu.js'
import { mapArrays } from '../../lib/network/arrays.js'
import { branchesOf, branchingOf, isBranching, type Spec } from '../../lib/network/branching.js'
import type { AnyNetwork } from '../../lib/network/network.js'
import { sequentialFrom } from '../../lib/network/sequential.js'
import { specsOf } from '../../lib/network/specsOf.js'
import { cut } from '../../lib/pruning/cut.js'
import { key } from '../../lib/random/key.js'
import { eachAxis } from '../../lib/shape/perAxis.js'
import type { FitState } from '../../lib/training/fitState.js'
import { families } from '../model/families.js'
import { right } from '../setup/answers.js'
import { arbitraryNetwork } from '../setup/networks.js'
import { planFor } from '../setup/plans.js'
import { comesBack } from './comesBack.js'

const largest = 3.4028234663852886e38
const smallest = 2 ** -149

/** What a layer takes at its ends, as options of its constructor. */
const ends = {
  epsilon: [2 ** -126, largest, 1e-5, 0.1 + 0.2],
  momentum: [0, -0, 1, 5e-324, 0.1],
  initialScale: [0, -0, largest, -largest, smallest, 5e-324],
  initialDeviation: [0, -0, largest / 7.1, 5e-324, undefined],
  rate: [0, -0, 5e-324, 1 - 2 ** -24, 0.1],
  zero: [0, -0],
}
type Ends = { readonly [Name in keyof typeof ends]: (typeof ends)[Name][number] }
const arbitraryEnds = fc
  .record(Object.fromEntries(Object.entries(ends).map(([name, values]) => [name, fc.constantFrom(...values)])))
  .map((drawn) => drawn as unknown as Ends)

/** The layer that its constructor makes with these options. */
const atItsEnds = (spec: Spec, { epsilon, momentum, initialScale, initialDeviation, rate, zero }: Ends): Spec => {
  const here = (inner: Spec) => atItsEnds(inner, { epsilon, momentum, initialScale, initialDeviation, rate, zero })
  if (isBranching(spec))
    return branchingOf(
      spec._tag,
      branchesOf(spec).map((branch) => branch.map(here)),
    )
  switch (spec._tag) {
    case 'batchNorm':
      return batchNorm(spec.channels, { epsilon, momentum, initialScale })
    case 'linear':
      return linear(spec.inFeatures, spec.outFeatures, { bias: spec.bias, initialDeviation } as object)
    case 'maskedLinear':
      return maskedLinear(linear(spec.inFeatures, spec.outFeatures, { bias: spec.bias, initialDeviation } as object))
    case 'dropout':
      return dropout(rate)
    case 'conv2d':
      return conv2d(spec.inChannels, spec.outChannels, { ...optionsOf(spec), padding: eachAxis(spec.padding, (cells) => cells + zero) })
    case 'maxPool': {
      const { size, stride, padding, ceilMode = false } = spec
      return maxPool(size, { stride, padding: eachAxis(padding, (cells) => cells + zero), ceilMode })
    }
    case 'relu':
      return detach
    default:
      return spec
  }
}
const optionsOf = ({ kernelSize, stride, dilation = 1, bias }: Extract<Spec, { readonly _tag: 'conv2d' }>) => ({
  kernelSize,
  stride,
  dilation,
  bias,
})

const odd = [-0, 0, smallest, -smallest, 2 ** -126, largest, -largest, 1, -1.5]
/** Numbers at the ends of float32, where an array takes any. */
const withOddNumbers = (network: AnyNetwork): AnyNetwork =>
  mapArrays(network, (values, path) => {
    if (path.endsWith('.positions') || path.endsWith('.membership')) return values
    if (path.endsWith('.mask')) return values.map((value, at) => (value === 0 && at % 2 === 0 ? -0 : value))
    return values.map((_value, at) =>
      path.endsWith('.runningVariance') ? Math.abs(odd[at % odd.length] ?? 0) : (odd[at % odd.length] ?? 0),
    )
  })

describe('networks', () => {
  test('with every argument at an end of what its layer takes, and numbers at the ends of float32', () => {
    fc.assert(
      fc.property(arbitraryNetwork, arbitraryEnds, (given, drawn) => {
        const made = sequentialFrom(
          given.input,
          specsOf(given.nodes).map((spec) => atItsEnds(spec, drawn)),
        )
        const network = right(made)(key(1))
        comesBack(network)
        comesBack(withOddNumbers(network))
      }),
    )
  })

  test('after surgery and folding, generated ones and every family', () => {
    for (const [, network] of families) {
      comesBack(network)
      comesBack(folded(network))
    }
    fc.assert(
      fc.property(
        arbitraryNetwork.chain((network) => fc.tuple(fc.constant(network), planFor(network))),
        ([network, plan]) => {
          comesBack(folded(network))
          comesBack(right(cut(plan)(network)))
        },
      ),
    )
  })

  test('a cfg or names that say something else than the layers are not written', () => {
    const [, network] = families[0] ?? expect.unreachable()
    for (const wrong of [
      { cfg: [8] },
      { cfg: [...network.cfg, 'M'] },
      { cfg: [NaN] },
      { arch: ['conv2d'] },
      { arch: 3 },
      { arch: undefined },
    ])
      expect(() => encodeNetwork({ ...network, ...(wrong as object) })).toThrow(/^narrownet: /)
  })
})

/** Any number that can be written down. */
const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', 'constructor', '\ud800', '', 'velocity'))

test('models: every normalization that is taken, every name of a class', () => {
  const network = right(sequentialFrom([3], [relu, linear(3, 2)]))(key(0))
  const [mean, deviation] = [finite, fc.oneof(finite, fc.constantFrom(5e-324, 2 ** -149, 2 ** -126, largest))]
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 2, maxLength: 2 }),
      fc.array(fc.tuple(mean, deviation), { minLength: 3, maxLength: 3 }),
      (classNames, channels) => {
        const model = modelOf(network, {
          classNames,
          normalization: { mean: channels.map(([one]) => one), deviation: channels.map(([, one]) => one) },
        })
        if (E.isRight(model)) expect(right(decodeModel(encodeModel(model.right)))).toStrictEqual(model.right)
      },
    ),
    { numRuns: 500 },
  )
})

describe('fit states', () => {
  const values = fc.float32Array({ maxLength: 4 })
  const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-0, 0.5, 2 ** 53))
  const counts = fc.oneof(fc.nat(5), number)
  const state = fc.record({
    epochsDone: counts,
    stepsDone: counts,
    told: fc.option(
      fc.record({ options: fc.dictionary(text, fc.oneof(number, text, fc.boolean())), learningRates: fc.array(number, { maxLength: 3 }) }),
      { nil: undefined },
    ),
    optimizer: fc.record({ name: fc.constant('sgd' as const), slots: fc.record({ velocity: fc.dictionary(text, values) }) }),
  })

  test('are written and come back to the bit, or are not written', () => {
    let written = 0
    fc.assert(
      fc.property(state, (given: FitState) => {
        let bytes: Uint8Array
        try {
          bytes = encodeFitState(given)
        } catch (thrown) {
          expect(String(thrown)).toMatch(/^TypeError: narrownet: /)
          return
        }
        written += 1
        const read = right(decodeFitState(bytes))
        // dictionaries have no prototype
        expect({ ...read, optimizer: undefined }).toEqual({ ...given, optimizer: undefined })
        expect(encodeFitState(read)).toEqual(bytes)
      }),
      { numRuns: 1000 },
    )
    expect(written).toBeGreaterThan(50)
  })
})

describe('plans', () => {
  const channel = fc.oneof(fc.nat(4), fc.constantFrom(-0, 0.5, NaN, -1, 2 ** 24))
  const group = fc.record({
    width: fc.oneof(fc.integer({ min: 1, max: 5 }), channel),
    kept: fc.oneof(fc.subarray([0, 1, 2]), fc.array(channel, { maxLength: 3 })),
  })
  const written = <Given>(write: () => string, read: (json: string) => E.Either<unknown, Given>, given: Given): void => {
    let json: string
    try {
      json = write()
    } catch (thrown) {
      expect(String(thrown)).toMatch(/^TypeError: narrownet: /)
      return
    }
    expect(right(read(json))).toEqual(given)
  }

  test('are written and come back, or are not written', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, group), { maxLength: 3 }), (pairs) => {
        const plan = { groups: pairs.map(([, one]) => one) }
        written(() => planToJson(plan), planFromJson, plan)
        const tied = pairs.map(([maker, { width, kept }]) => ({ maker, width, kept }))
        written(() => tiedToJson(tied), tiedFromJson, tied)
      }),
      { numRuns: 1000 },
    )
  })
})

test('tensors by any name, with any metadata', () => {
  fc.assert(
    fc.property(fc.dictionary(text, fc.float32Array({ maxLength: 3 })), fc.dictionary(text, text), (arrays, metadata) => {
      const tensors = new Map(Object.entries(arrays).map(([name, values]) => [name, { shape: [values.length], values }]))
      const read = right(decodeSafetensors(encodeSafetensors(tensors, metadata)))
      expect(Object.entries(read.metadata).toSorted()).toEqual(Object.entries(metadata).toSorted())
      expect(encodeSafetensors(read.tensors as ReadonlyMap<never, never>, read.metadata)).toEqual(encodeSafetensors(tensors, metadata))
    }),
    { numRuns: 500 },
  )
})
