/** Weight masks round by round, each a share of what remains. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { linear } from '../../lib/layer/linear.js'
import { arraysOf, mapLayers, withArrays } from '../../lib/network/arrays.js'
import { layerNodes } from '../../lib/network/layerNodes.js'
import type { Node } from '../../lib/network/network.js'
import { input, sequential } from '../../lib/network/sequential.js'
import * as _ from '../../lib/pruning/weightMask.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'
import { arbitraryNetwork } from '../setup/networks.js'

type Tree = { readonly nodes: readonly Node[] }
const masks = ({ nodes }: Tree): readonly (readonly number[])[] =>
  arraysOf({ nodes }).flatMap(({ role, values }) => (role === 'mask' ? [[...values]] : []))
const zeros = (network: Tree): number =>
  masks(network)
    .flat()
    .filter((value) => value === 0).length

/** The weights of masked layers, in forward order. */
const rankedWeights = ({ nodes }: Tree): readonly number[] =>
  layerNodes(nodes).flatMap(([, { arrays: own }]) => (own.mask === undefined ? [] : [...(own.weight ?? [])]))

/** Masks that hide nothing. */
const unmasked = (nodes: readonly Node[]): readonly Node[] =>
  mapLayers(nodes, (node) =>
    node.arrays.mask === undefined ? node : { ...node, arrays: { ...node.arrays, mask: node.arrays.mask.map(() => 1) } },
  )

const small = right(
  withArrays({ '0.weight': Float32Array.of(1, -4, 2, 2), '1.weight': Float32Array.of(-2, 0, 8, 9) })(
    sequential(input(2), linear(2, 2, { bias: false }), linear(2, 2, { bias: false }))(key(0)),
  ),
)

describe('a share of what remains', () => {
  const round = (convention: 'exact' | 'reference') => _.maskSmallest({ ratio: 0.5, of: 'remaining', convention })

  test('the known case, round by round: magnitudes 0 1 2 2 2 4 8 9', () => {
    const rounds = (convention: 'exact' | 'reference', count: number): readonly number[] =>
      count === 0
        ? []
        : Array.from({ length: count }).reduce<{ readonly network: Tree; readonly gone: readonly number[] }>(
            ({ network, gone }) => {
              const next = right(round(convention)(network as typeof small)) as unknown as Tree
              return { network: next, gone: [...gone, zeros(next)] }
            },
            { network: small, gone: [] },
          ).gone
    expect(rounds('exact', 4)).toEqual([4, 6, 7, 7]) // 8, 4, 2 and 1 remain: trunc(8 / 2), trunc(4 / 2), trunc(2 / 2), trunc(1 / 2)
    expect(rounds('reference', 3)).toEqual([5, 7, 8]) // index 1 + trunc(7 / 2) = 4, all that are not above 2; 5 + 1, 7 + 0
  })

  const ratio = fc.double({ min: 0, max: 0.99, noNaN: true })
  const scope = fc.constantFrom('global' as const, 'layer' as const)

  test('each round takes trunc(remaining * ratio); the first, of a network without masks, what a share of all takes', () => {
    fc.assert(
      fc.property(arbitraryNetwork, ratio, ratio, scope, (network, one, two, where) => {
        const bare = { ...network, nodes: unmasked(network.nodes) }
        const first = right(_.maskSmallest({ ratio: one, scope: where, of: 'remaining' })(bare))
        expect(first).toEqual(right(_.maskSmallest({ ratio: one, scope: where })(bare)))
        const second = right(_.maskSmallest({ ratio: two, of: 'remaining' })(first as never)) as unknown as Tree
        const count = masks(second).flat().length
        expect(zeros(second) - zeros(first)).toBe(Math.trunc((count - zeros(first)) * two))
      }),
    )
  })

  test('the reference: |w| > sorted[N - nonzero + trunc(nonzero * ratio)]', () => {
    fc.assert(
      fc.property(arbitraryNetwork, ratio, ratio, (network, one, two) => {
        const first = right(_.maskSmallest({ ratio: one })(network)) as unknown as typeof network
        const second = right(_.maskSmallest({ ratio: two, of: 'remaining', convention: 'reference' })(first)) as unknown as Tree
        const magnitudes = rankedWeights(first).map(Math.abs)
        const nonzero = magnitudes.filter((magnitude) => magnitude > 0).length
        const threshold = magnitudes.toSorted((left, right) => left - right)[magnitudes.length - nonzero + Math.trunc(nonzero * two)] ?? 0
        expect(masks(second).flat()).toEqual(magnitudes.map((magnitude) => (magnitude > threshold ? 1 : 0)))
      }),
    )
  })
})
