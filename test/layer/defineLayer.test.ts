import fc from 'fast-check'
import { either as E, function as F } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { errorMessage } from '../../lib/errorMessage.js'
import { flops } from '../../lib/accounting/flops.js'
import { parameterCount } from '../../lib/accounting/cost.js'
import { decodeModel, encodeModel } from '../../lib/checkpoint/modelFile.js'
import { decodeNetwork, encodeNetwork } from '../../lib/checkpoint/networkFile.js'
import { modelOf } from '../../lib/data/model.js'
import { folded } from '../../lib/inference/folded.js'
import { frozen } from '../../lib/inference/frozen.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import * as _ from '../../lib/layer/defineLayer.js'
import { linear } from '../../lib/layer/linear.js'
import { forward } from '../../lib/network/forward.js'
import type { Spec } from '../../lib/network/branching.js'
import { input, sequential, sequentialFrom } from '../../lib/network/sequential.js'
import { cut } from '../../lib/pruning/cut.js'
import { key } from '../../lib/random/key.js'
import { tensor } from '../../lib/shape/tensor.js'
import { arbitrarySeed, arrayFrom } from '../engine/arbitraryArray.js'
import { describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import { answers, right } from '../setup/answers.js'
import type { AnyShaped } from '../setup/networks.js'
import { arbitraryWithOwnLayers, mixed, polynomial } from '../setup/ownLayers.js'
import { planFor, maskedBy, referenceCfg } from '../setup/plans.js'

const layers = [polynomial, mixed]
const planned = arbitraryWithOwnLayers.chain((network) => planFor(network).map((plan) => ({ network, plan })))

describeOnBackends('layers that a program has defined', (backend, { runs }) => {
  test('obey the law of surgery', async () => {
    await fc.assert(
      fc.asyncProperty(planned, arbitrarySeed, async ({ network, plan }, seed) => {
        expect(network.cfg).toEqual(referenceCfg(network.nodes))
        const slim = right(cut(plan)(network)) as AnyShaped
        expectClose(await answers(backend(), slim, seed), await answers(backend(), maskedBy(network, plan), seed), 'answers', 2e-5)
      }),
      { numRuns: runs(100) },
    )
  })

  test('answer folded and frozen as they do', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryWithOwnLayers, arbitrarySeed, async (network, seed) => {
        const batch = right(tensor([2, ...network.input], Float32Array.from(arrayFrom(seed, [2, ...network.input]).values)))
        const expected = right(await forward(backend(), network, batch)()).values
        const ask = frozen(backend(), network)
        expectClose(right(await ask(batch)()).values, Float64Array.from(expected), 'frozen', 1e-4)
        ask.release()
        expectClose(
          right(await forward(backend(), folded(network) as AnyShaped, batch)()).values,
          Float64Array.from(expected),
          'folded',
          1e-4,
        )
      }),
      { numRuns: runs(50) },
    )
  })
})

describe('files', () => {
  test('a network comes back from its file to the bit, its definitions with it, also from a model’s', () => {
    fc.assert(
      fc.property(arbitraryWithOwnLayers, (network) => {
        const back = right(decodeNetwork(encodeNetwork(network), { layers }))
        expect(back).toEqual(network)
        expect(encodeNetwork(back)).toEqual(encodeNetwork(network))
      }),
      { numRuns: 50 },
    )
    const network = sequential(input(4), polynomial({ channels: 4 }), linear(4, 2))(key(0))
    const model = right(modelOf(network, { normalization: 'none', classNames: ['cat', 'dog'] }))
    expect(decodeModel(encodeModel(model), { layers })).toEqual(E.right(model))
  })

  const bytes = encodeNetwork(sequential(input(4), polynomial({ channels: 4 }), linear(4, 2))(key(0)))
  const problem = (read: E.Either<Parameters<typeof errorMessage>[0], unknown>): unknown => F.pipe(read, E.mapLeft(errorMessage))

  test('a layer that the reader is not told of is named', () => {
    const expected =
      'checkpoint: narrownet.layers.0._tag: expected a layer of your own that the reader is told of, as in decodeNetwork(bytes, { layers: [...] }), found "test/polynomial"'
    expect(problem(decodeNetwork(bytes))).toEqual(E.left(expected))
    expect(problem(decodeNetwork(bytes, { layers: [mixed] }))).toEqual(E.left(expected))
  })

  test('a definition with other fields, or arrays of another size, does not fit', () => {
    const rest = { tag: 'test/polynomial', compute: (_formula: unknown, x: unknown) => x as never } as const
    const one = _.defineLayer({ ...rest, fields: { degree: 'count' } })
    expect(problem(decodeNetwork(bytes, { layers: [one] }))).toEqual(
      E.left('checkpoint: narrownet.layers.0.degree: expected a finite number, found nothing'),
    )
    const other = _.defineLayer({ ...rest, fields: { channels: 'count' } })
    expect(problem(decodeNetwork(bytes, { layers: [other] }))).toEqual(
      E.left(
        'the arrays do not fit the network: 0.a0 is not in the network, 0.a1 is not in the network, 0.a2 is not in the network, 0.a3 is not in the network',
      ),
    )
  })

  test('what is no layer of its own is refused', () => {
    expect(() => decodeNetwork(bytes, { layers: [conv2d as never] })).toThrow(
      /^narrownet: decodeNetwork: layers\[0\] is .*, not a layer that defineLayer gave/,
    )
    const twin = _.defineLayer({ tag: 'test/polynomial', compute: (_formula, x) => x })
    expect(() => decodeNetwork(bytes, { layers: [polynomial, twin] })).toThrow(
      'narrownet: decodeNetwork: layers names two layers test/polynomial',
    )
  })
})

describe('costs', () => {
  test('count its arrays and what it says of its operations', () => {
    const layers = sequential(input(2, 2, 3), polynomial({ channels: 3 }), mixed({ inChannels: 3, outChannels: 5, rectified: true }))
    expect(parameterCount(layers)).toBe(4 * 3 + 3 * 5 + 5)
    expect(flops(layers, 'macs').count).toBe(3 * 12 + 3 * 20)
  })
})

describeOnBackends('a definition that is wrong', (backend) => {
  const given = { tag: 'test/wrong', fields: { channels: 'count' }, channels: { carried: 'channels' } } as const
  // as plain JavaScript may write it
  const of = (more: object): ((fields: object) => Spec) =>
    _.defineLayer({ ...given, compute: (_formula: unknown, x: unknown) => x, ...more } as never) as never
  const networkOf = (more: object) => right(sequentialFrom([2, 2, 3], [of(more)({ channels: 3 })]))(key(0))
  const axes = ['outputs']

  test.each([
    [{ arrays: () => ({ a: { shape: [3, 1], axes, initial: 0 } }) }, 'its array a has not one axis a size'],
    [{ arrays: () => ({ a: { shape: [4], axes, initial: 0 } }) }, 'its array a has 4 outputs instead of 3'],
    [
      { arrays: () => ({ a: { shape: [3], axes: ['channels'], initial: 0 } }) },
      "its array a has an axis channels, not 'inputs', 'outputs' or 'window'",
    ],
    [{ arrays: () => ({ a: { shape: [3], axes, initial: Number.NaN } }) }, 'its initial a hold NaN at 0 instead of finite numbers'],
    [{ arrays: () => ({ a: { shape: [3], axes, initial: () => [1, 2, 3] } }) }, 'its initial a are not 3 numbers in a Float32Array'],
    [
      { arrays: () => ({ a: { shape: [3], axes, initial: () => new Float32Array(2) } }) },
      'its initial a are not 3 numbers in a Float32Array',
    ],
    [{ rule: {}, outputShape: () => E.right([2, -1]) }, 'its outputShape gives 2,-1, which is no shape'],
    [{ rule: {}, outputShape: () => E.right([2, 2, 6]) }, 'its outputShape gives 6 channels instead of 3'],
  ])('%s is named where it enters', (more, problem) => {
    expect(() => networkOf(more)).toThrow(`narrownet: test/wrong: ${problem}`)
  })

  test.each([
    [{ tag: 'wrong' }, "tag is \"wrong\", not a program's name and a layer's, as 'mine/polynomial'"],
    [{ colour: 1 }, 'unknown option colour'],
    [{ fields: { channels: 'integer' } }, "test/wrong: its field channels is none of 'count' or 'number' or 'boolean'"],
    [{ channels: { carried: 'width' } }, 'test/wrong: channels.carried is "width", not the name of a field of counts'],
    [{ channels: { made: 'channels' } }, 'test/wrong: channels.of is undefined, not the name of a field of counts'],
    [{ rule: {} }, 'test/wrong: it has a rule or an outputShape, where one says to the compiler what the other does at run time'],
    [{ compute: 1 }, 'compute is 1, not a function'],
  ])('%s is refused at once', (more, problem) => {
    expect(() => of(more)).toThrow(`narrownet: defineLayer: ${problem}`)
  })

  const batch = right(tensor([1, 2, 2, 3], new Float32Array(12)))
  test.each([
    [
      { compute: ({ globalAveragePool }: never, x: never) => (globalAveragePool as (x: never) => never)(x) },
      'test/wrong: its formula makes [1,3] of [1,2,2,3] instead of [1,2,2,3]',
    ],
    [{ compute: () => ({ shape: [1, 2, 2, 3] }) }, 'a formula was given a term that is not its own'],
    [
      {
        compute: ({ add, globalAveragePool }: { add: (a: never, b: never) => never; globalAveragePool: (a: never) => never }, x: never) =>
          add(x, globalAveragePool(x)),
      },
      'a formula cannot join [1,2,2,3] and [1,3]',
    ],
  ])('%s is named when it computes', async (more, problem) => {
    await expect(forward(backend(), networkOf(more), batch)()).rejects.toThrow(`narrownet: ${problem}`)
  })

  test('without fields it is described without an argument, or by none of them', () => {
    const negated = _.defineLayer({ tag: 'test/negated', compute: ({ combine }, x) => combine(-1, x, 0, x) })
    expect(Object.entries(negated())).toEqual([['_tag', 'test/negated']])
    expect(negated()).toEqual(negated({}))
    expect(() => (of({}) as () => unknown)()).toThrow('narrownet: test/wrong: channels is undefined, not a finite number')
  })

  test('descriptions are checked as the library’s are', () => {
    expect(() => of({})({ channels: 2.5 })).toThrow('narrownet: test/wrong: channels is 2.5, not a positive integer')
    expect(() => of({})({ channels: 3, width: 1 })).toThrow('narrownet: test/wrong: unknown field width, not one of channels')
    expect(() => of({ problem: () => 'channels is odd' })({ channels: 3 })).toThrow('narrownet: test/wrong: channels is odd')
    expect(sequentialFrom([2, 2, 4], [of({})({ channels: 3 })])).toEqual(
      E.left({ _tag: 'ShapeError', at: 0, problem: 'layer 0 (test/wrong) expects 3 channels but receives 4' }),
    )
    const posted = { _tag: 'test/wrong', channels: 3 } as never
    expect(sequentialFrom([2, 2, 3], [posted])).toEqual(
      E.left({
        _tag: 'ShapeError',
        at: 0,
        problem:
          'layer 0 (test/wrong) is not a layer of this library, and test/wrong carries no definition here: make it by the function that defineLayer gives',
      }),
    )
  })
})
