import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { averagePool } from '../../lib/layer/averagePool.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { channelSelection } from '../../lib/layer/channelSelection.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { flatten } from '../../lib/layer/flatten.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { padChannels } from '../../lib/layer/padChannels.js'
import { relu } from '../../lib/layer/relu.js'
import { sigmoid } from '../../lib/layer/sigmoid.js'
import { concatenate, multiply, residual, type Spec, sum } from '../../lib/network/branching.js'
import * as _ from '../../lib/network/coupling.js'
import { layerNodes } from '../../lib/network/layerNodes.js'
import { sequentialFrom } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'
import { arbitraryNetwork } from '../setup/networks.js'
import { referenceCfg } from '../setup/plans.js'
import { arbitrarySumOfSides } from '../setup/sumsOfSides.js'

const couplingOf = (...specs: readonly Spec[]): _.Coupling => {
  const { input, nodes } = right(sequentialFrom([4, 4, 2], specs))(key(0))
  return _.couplingOf(input, nodes)
}

const fates = ({ groups }: _.Coupling): readonly string[] =>
  groups.map(({ fate, makers, width }) => `${fate} ${width}: ${makers.map(({ path }) => path).join(' ')}`)

const normalizerOf = ({ groups }: _.Coupling, maker: string): _.Normalizer | undefined =>
  groups.flatMap(({ makers }) => makers).find(({ path }) => path === maker)?.normalizer

const head = [globalAveragePool, linear(6, 3)]

describe('fates', () => {
  test('a sum ties what it adds up, channel by channel; what both branches read stays free', () => {
    const coupling = couplingOf(conv2d(2, 5), sum([conv2d(5, 6)], [conv2d(5, 4), relu, conv2d(4, 6)]), residual(conv2d(6, 6)), ...head)
    expect(fates(coupling)).toEqual(['free 5: 0', 'tied 6: 1.0.0 1.1.2 2.body.0', 'free 4: 1.1.0', 'fixed 3: 4'])
  })

  test('channels added to others of another order, or to zeros, are fixed', () => {
    const padded = couplingOf(conv2d(2, 4), sum([averagePool(1), padChannels(2)], [conv2d(4, 6)]), ...head)
    expect(fates(padded)).toEqual(['fixed 4: 0', 'fixed 6: 1.1.0', 'fixed 3: 3'])
    const beside = couplingOf(sum([concatenate([conv2d(2, 2)], [conv2d(2, 4)])], [conv2d(2, 6)]), ...head)
    expect(fates(beside)).toEqual(['fixed 2: 0.0.0.0.0', 'fixed 4: 0.0.0.1.0', 'fixed 6: 0.1.0', 'fixed 3: 2'])
  })

  test('what stands side by side is tied place by place, each layer to the one that it meets; what meets another place is fixed', () => {
    const sides = (one: number, other: number) => concatenate([conv2d(6, one)], [conv2d(6, other)])
    const start = concatenate([conv2d(2, 2)], [conv2d(2, 4)])
    expect(fates(couplingOf(start, residual(relu), ...head))).toEqual(['tied 2: 0.0.0', 'tied 4: 0.1.0', 'fixed 3: 3'])
    expect(fates(couplingOf(start, residual(sides(2, 4)), ...head))).toEqual([
      'tied 2: 0.0.0 1.body.0.0.0',
      'tied 4: 0.1.0 1.body.0.1.0',
      'fixed 3: 3',
    ])
    expect(fates(couplingOf(start, multiply([], [globalAveragePool, concatenate([linear(6, 2)], [linear(6, 4)])]), ...head))).toEqual([
      'tied 2: 0.0.0 1.1.1.0.0',
      'tied 4: 0.1.0 1.1.1.1.0',
      'fixed 3: 3',
    ])
    const turned = couplingOf(concatenate([conv2d(2, 3)], [conv2d(2, 3)]), residual(sides(3, 3)), residual(sides(1, 5)), ...head)
    expect(fates(turned)).toEqual([
      'fixed 3: 0.0.0 1.body.0.0.0',
      'fixed 3: 0.1.0 1.body.0.1.0',
      'fixed 1: 2.body.0.0.0',
      'fixed 5: 2.body.0.1.0',
      'fixed 3: 4',
    ])
    // the input's own channels stay where they are on both sides
    const given = couplingOf(concatenate([], [conv2d(2, 4)]), sum([], [relu], [sides(2, 4)]), ...head)
    expect(fates(given)).toEqual(['tied 4: 0.1.0 1.2.0.1.0', 'fixed 2: 1.2.0.0.0', 'fixed 3: 3'])
  })

  test('whatever is tied or fixed there is no entry of the cfg, as the reference finds it', () =>
    fc.assert(fc.property(arbitrarySumOfSides, ({ cfg, nodes }) => void expect(cfg).toEqual(referenceCfg(nodes)))))

  test('set side by side, each keeps its own; a selection fixes what it picks from', () => {
    const coupling = couplingOf(conv2d(2, 4), concatenate([], [conv2d(4, 2)]), channelSelection(6, 5), conv2d(5, 6), ...head)
    expect(fates(coupling)).toEqual(['fixed 4: 0', 'fixed 2: 1.1.0', 'free 5: 2', 'free 6: 3', 'fixed 3: 5'])
  })
})

describe('products', () => {
  const gate = [globalAveragePool, linear(6, 2), relu, linear(2, 6), sigmoid]

  test('a gate follows the map, whichever stands first: one group, made by the map', () => {
    for (const gated of [multiply([], gate), multiply(gate, [])]) {
      const coupling = couplingOf(conv2d(2, 6), gated, conv2d(6, 6), ...head)
      const last = gated.branches[0].length === 0 ? '1.1.3' : '1.0.3'
      expect(fates(coupling)).toEqual(['free 6: 0', `free 2: ${last.slice(0, -1)}1`, 'free 6: 2', 'fixed 3: 4'])
      expect(coupling.followers).toEqual(new Set([last]))
      expect(coupling.streams.get(last)?.outputs).toEqual(coupling.streams.get('0')?.outputs)
    }
  })

  test('of two that are made, the first leads', () =>
    expect(fates(couplingOf(multiply([conv2d(2, 6)], [conv2d(2, 6), sigmoid]), ...head))).toEqual(['free 6: 0.0.0', 'fixed 3: 2']))

  test('channels follow each where they stand side by side', () => {
    const coupling = couplingOf(concatenate([conv2d(2, 2)], [conv2d(2, 4)]), multiply([], gate), conv2d(6, 6), ...head)
    expect(fates(coupling)).toEqual(['free 2: 0.0.0', 'free 4: 0.1.0', 'free 2: 1.1.1', 'free 6: 2', 'fixed 3: 4'])
  })

  test('what follows the output, the input or a sum is as they are', () => {
    expect(fates(couplingOf(globalAveragePool, multiply([], [linear(2, 5), linear(5, 2)])))).toEqual(['free 5: 1.1.0'])
    expect(fates(couplingOf(conv2d(2, 6), multiply([], gate)))).toEqual(['fixed 6: 0', 'free 2: 1.1.1'])
    const tied = couplingOf(conv2d(2, 6), residual(conv2d(6, 6), multiply([], gate)), ...head)
    expect(fates(tied)).toEqual(['tied 6: 0 1.body.0', 'free 2: 1.body.1.1.1', 'fixed 3: 3'])
  })

  test('what does not end in one layer follows nothing: tied where channels are in step, else fixed', () => {
    const added = couplingOf(conv2d(2, 6), multiply([], [globalAveragePool, linear(6, 6), residual(linear(6, 6))]), ...head)
    expect(fates(added)).toEqual(['tied 6: 0 1.1.1 1.1.2.body.0', 'fixed 3: 3'])
    const beside = couplingOf(conv2d(2, 6), multiply([], [globalAveragePool, concatenate([linear(6, 2)], [linear(6, 4)])]), ...head)
    expect(fates(beside)).toEqual(['fixed 6: 0', 'fixed 2: 1.1.1.0.0', 'fixed 4: 1.1.1.1.0', 'fixed 3: 3'])
    const padded = couplingOf(conv2d(2, 6), multiply([], [globalAveragePool, linear(6, 4), padChannels(2)]), ...head)
    expect(fates(padded)).toEqual(['fixed 6: 0', 'fixed 4: 1.1.1', 'fixed 3: 3'])
  })
})

describe('normalizers', () => {
  test('behind the maker, at an offset where channels stand side by side', () => {
    const coupling = couplingOf(concatenate([conv2d(2, 2)], [conv2d(2, 4)]), batchNorm(6), relu, conv2d(6, 6), ...head)
    expect(normalizerOf(coupling, '0.0.0')).toEqual({ path: '1', places: [0, 1] })
    expect(normalizerOf(coupling, '0.1.0')).toEqual({ path: '1', places: [2, 3, 4, 5] })
  })

  test('in front of a selection, where each channel is still where it was there', () => {
    expect(normalizerOf(couplingOf(batchNorm(2), relu, channelSelection(2), conv2d(2, 6), ...head), '2')).toEqual({
      path: '0',
      places: [0, 1],
    })
    expect(normalizerOf(couplingOf(batchNorm(2), padChannels(3), channelSelection(5), conv2d(5, 6), ...head), '2')).toBeUndefined()
    expect(normalizerOf(couplingOf(batchNorm(2), flatten, channelSelection(32, 9), linear(9, 3)), '2')).toBeUndefined()
  })

  test('of one that has a scale for each pixel, none', () =>
    expect(normalizerOf(couplingOf(conv2d(2, 3), flatten, batchNorm(48), linear(48, 3)), '0')).toBeUndefined())

  test('they are batch norms that hold every place they name', () => {
    fc.assert(
      fc.property(arbitraryNetwork, ({ input, nodes }) => {
        const layers = new Map(layerNodes(nodes))
        for (const { makers, width } of _.couplingOf(input, nodes).groups)
          for (const { normalizer } of makers) {
            if (normalizer === undefined) continue
            const { layer } = layers.get(normalizer.path)!
            expect(normalizer.places.length).toBe(width)
            expect(layer._tag === 'batchNorm' && normalizer.places.every((place) => place < layer.channels)).toBe(true)
          }
      }),
    )
  })
})
