import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { nonzeroParameterCount, parameterCount } from '../../lib/accounting/cost.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { flatten } from '../../lib/layer/flatten.js'
import { linear } from '../../lib/layer/linear.js'
import { mlp } from '../../lib/model/mlp.js'
import { arraysOf, withArrays } from '../../lib/network/arrays.js'
import type { Node } from '../../lib/network/network.js'
import { residual } from '../../lib/network/branching.js'
import { input, sequential } from '../../lib/network/sequential.js'
import * as _ from '../../lib/pruning/weightMask.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'
import { arbitraryNetwork } from '../setup/networks.js'

type Tree = { readonly nodes: readonly Node[] }
const arrays = ({ nodes }: Tree, name: string): readonly (readonly number[])[] =>
  arraysOf({ nodes })
    .filter(({ path }) => path.endsWith(`.${name}`))
    .map(({ values }) => [...values])
const masks = (network: Tree) => arrays(network, 'mask')
const zeros = (network: Tree): number =>
  masks(network)
    .flat()
    .filter((value) => value === 0).length

const small = right(
  withArrays({ '0.weight': Float32Array.of(1, -4, 2, 2), '1.weight': Float32Array.of(-2, 0, 8, 9) })(
    sequential(input(2), linear(2, 2, { bias: false }), linear(2, 2, { bias: false }))(key(0)),
  ),
)

describe('which weights are masked', () => {
  test.each<[name: string, options: _.MaskOptions, masks: readonly (readonly number[])[]]>([
    [
      'nothing',
      { ratio: 0 },
      [
        [1, 1, 1, 1],
        [1, 1, 1, 1],
      ],
    ],
    [
      'globally, of equals the earlier stays',
      { ratio: 0.5 },
      [
        [0, 1, 1, 0],
        [0, 0, 1, 1],
      ],
    ],
    [
      'trunc(8 * 0.49) = 3',
      { ratio: 0.49 },
      [
        [0, 1, 1, 1],
        [0, 0, 1, 1],
      ],
    ],
    [
      'layer by layer',
      { ratio: 0.5, scope: 'layer' },
      [
        [0, 1, 1, 0],
        [0, 0, 1, 1],
      ],
    ],
    [
      'layer by layer, 0.75',
      { ratio: 0.75, scope: 'layer' },
      [
        [0, 1, 0, 0],
        [0, 0, 0, 1],
      ],
    ],
    [
      'reference: |w| > sorted[4] = 2, so all its equals go',
      { ratio: 0.5, convention: 'reference' },
      [
        [0, 1, 0, 0],
        [0, 0, 1, 1],
      ],
    ],
    [
      'reference at 0 masks the smallest',
      { ratio: 0, convention: 'reference' },
      [
        [1, 1, 1, 1],
        [1, 0, 1, 1],
      ],
    ],
    [
      'reference, layer by layer',
      { ratio: 0.25, convention: 'reference', scope: 'layer' },
      [
        [0, 1, 0, 0],
        [0, 0, 1, 1],
      ],
    ],
  ])('%s', (_name, options, expected) => {
    const sparse = right(_.maskSmallest(options)(small))
    expect(masks(sparse)).toEqual(expected)
    expect(arrays(sparse, 'weight').flat()).toEqual(
      arrays(small, 'weight')
        .flat()
        .map((value, at) => (expected.flat()[at] === 0 ? 0 : value)),
    )
  })

  test('0.9 of the 198,800 weights of 784-200-200-10 is 178,920; biases are never ranked', () => {
    const network = mlp({ input: [784], cfg: [200, 200], classes: 10 }, key(0))
    const sparse = right(_.maskSmallest({ ratio: 0.9 })(network))
    expect(zeros(sparse)).toBe(178920)
    expect([parameterCount(sparse), nonzeroParameterCount(sparse)]).toEqual([199210, 199210 - 178920])
    expect(arrays(sparse, 'bias')).toEqual(arrays(network, 'bias'))
    expect(sparse.arch).toBe('masked mlp')
    expect(right(_.maskSmallest({ ratio: 0.9 })(sparse)).arch).toBe('masked mlp')
  })

  test.each([-0.1, 1, 2, Number.NaN])('a ratio of %d is a Left', (ratio) => {
    expect(_.maskSmallest({ ratio })(small)).toEqual(E.left({ _tag: 'BadRatio', ratio }))
  })
})

describe('which layers are masked', () => {
  const mixed = sequential(
    input(2, 2, 1),
    conv2d(1, 2, { kernelSize: 1 }),
    residual(conv2d(2, 2), conv2d(2, 2)),
    flatten,
    linear(8, 2),
  )(key(0))
  test.each([
    ['all', ['maskedConv2d 1x1', 'residual 2 (maskedConv2d, maskedConv2d)', 'flatten', 'maskedLinear'], 4],
    ['convolutions', ['maskedConv2d 1x1', 'residual 2 (maskedConv2d, maskedConv2d)', 'flatten', 'linear'], 3],
    ['linear', ['conv2d 1x1', 'residual 2 (conv2d, conv2d)', 'flatten', 'maskedLinear'], 1],
  ] as const)('%s: the names say it', (layers, names, count) => {
    const sparse = right(_.maskSmallest({ ratio: 0.5, layers })(mixed))
    expect(sparse.arch).toEqual(names)
    expect(masks(sparse).length).toBe(count)
  })

  test('the compiler knows the same names', () => {
    const sparse = right(_.maskSmallest({ ratio: 0.5, layers: 'linear' })(mixed))
    const names: readonly ['conv2d 1x1', 'residual 2 (conv2d, conv2d)', 'flatten', 'maskedLinear'] = sparse.arch
    const all: readonly ['maskedConv2d 1x1', 'residual 2 (maskedConv2d, maskedConv2d)', 'flatten', 'maskedLinear'] = right(
      _.maskSmallest({ ratio: 0.5 })(mixed),
    ).arch
    expect([names, all]).toEqual([sparse.arch, ['maskedConv2d 1x1', 'residual 2 (maskedConv2d, maskedConv2d)', 'flatten', 'maskedLinear']])
  })
})

describe('masking again', () => {
  const options: fc.Arbitrary<_.MaskOptions> = fc.record({
    ratio: fc.double({ min: 0, max: 0.99, noNaN: true }),
    scope: fc.constantFrom('global' as const, 'layer' as const),
    layers: fc.constantFrom('all' as const, 'convolutions' as const, 'linear' as const),
    convention: fc.constantFrom('exact' as const, 'reference' as const),
  })

  test('never revives a weight, whatever the second ratio, scope and convention', () => {
    fc.assert(
      fc.property(arbitraryNetwork, options, options, (network, one, two) => {
        const first = right(_.maskSmallest(one)(network))
        const second = right(_.maskSmallest(two)(first as never)) as unknown as Tree
        const before = new Map(arraysOf(first).map(({ path, values }) => [path, values]))
        for (const { path, values, role } of arraysOf(second)) {
          const old = role === 'mask' ? before.get(path) : undefined
          if (old !== undefined) expect(values.filter((kept, at) => kept > old[at]!)).toHaveLength(0)
        }
      }),
    )
  })

  test('a higher ratio extends the mask to exactly that ratio, also where zeros tie with what is masked', () => {
    const tied = right(withArrays({ '0.weight': Float32Array.of(0, 5, 0, 0), '1.weight': Float32Array.of(0, 7, 0, 9) })(small))
    const first = right(_.maskSmallest({ ratio: 0.25 })(tied))
    expect(masks(first)).toEqual([
      [1, 1, 1, 1],
      [0, 1, 0, 1],
    ])
    const half = right(_.maskSmallest({ ratio: 0.5 })(first))
    expect(masks(half)).toEqual([
      [1, 1, 0, 0],
      [0, 1, 0, 1],
    ])
    expect(masks(right(_.maskSmallest({ ratio: 0.125 })(half)))).toEqual(masks(half))
    const revived = right(
      withArrays({
        '0.weight': Float32Array.of(3, 5, 4, 4),
        '0.mask': Float32Array.of(0, 1, 1, 1),
        '1.weight': Float32Array.of(1, 7, 6, 9),
        '1.mask': Float32Array.of(1, 1, 1, 1),
      })(half),
    )
    expect(masks(right(_.maskSmallest({ ratio: 0.25 })(revived)))).toEqual([
      [0, 1, 1, 1],
      [0, 1, 1, 1],
    ])
  })

  test('what is masked goes before a weight that happens to be 0, so the count is exact', () => {
    const masked = right(_.maskSmallest({ ratio: 0 })(small))
    const arrays = {
      '0.weight': Float32Array.of(3, 0, 4, 4),
      '0.mask': Float32Array.of(0, 1, 1, 1),
      '1.weight': Float32Array.of(1, 7, 0, 9),
      '1.mask': Float32Array.of(1, 1, 1, 1),
    }
    const again = (ratio: number) => masks(right(_.maskSmallest({ ratio })(right(withArrays(arrays)(masked)))))
    expect(again(0.125)).toEqual([
      [0, 1, 1, 1],
      [1, 1, 1, 1],
    ])
    expect(again(0.25)).toEqual([
      [0, 1, 1, 1],
      [1, 1, 0, 1],
    ])
    expect(again(0.375)).toEqual([
      [0, 0, 1, 1],
      [1, 1, 0, 1],
    ])
  })
})
