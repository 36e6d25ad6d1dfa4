import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { flatten } from '../../lib/layer/flatten.js'
import { linear } from '../../lib/layer/linear.js'
import { maskedLinear } from '../../lib/layer/maskedLinear.js'
import { relu } from '../../lib/layer/relu.js'
import { mapArrays, withArrays } from '../../lib/network/arrays.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { largest, randomScore } from '../../lib/pruning/baseline.js'
import { batchNormScale } from '../../lib/pruning/batchNormScale.js'
import type { Criterion } from '../../lib/pruning/criterion.js'
import { l1Norm, l2Norm } from '../../lib/pruning/filterNorm.js'
import { keepAll, planWidths } from '../../lib/pruning/plan.js'
import * as _ from '../../lib/pruning/planTo.js'
import { planToBudget } from '../../lib/pruning/planToBudget.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'
import { arbitraryNetwork, unsettled } from '../setup/networks.js'
import { maskedBy, planFor } from '../setup/plans.js'

const kept = (plan: E.Either<unknown, { readonly groups: readonly { readonly kept: readonly number[] }[] }>) =>
  right(plan).groups.map((group) => group.kept)

describe('keptCount is trunc(width * (1 - ratio)) in doubles, as the reference code has it', () => {
  test.each([
    [100, 0.9, 9],
    [16, 0.1, 14],
    [32, 0.1, 28],
    [64, 0.1, 57],
    [16, 0.6, 6],
    [32, 0.3, 22],
    [64, 0.1, 57],
    [10, 0.3, 7],
    [10, 0.7, 3],
    [10, 0.9, 0],
    [8, 0, 8],
    [1, 0.5, 0],
    [64, 0.5, 32],
  ])('%i at %d keeps %i', (width, ratio, count) => {
    expect(_.keptCount(width, ratio)).toBe(count)
  })
})

const network = right(
  withArrays({
    '0.weight': Float32Array.of(1, -2, 3, 0, /**/ -1, 2, -3, 4),
    '0.bias': Float32Array.of(9, 9, 9, 9),
    '1.scale': Float32Array.of(-5, 1, 0, 2),
    '1.shift': new Float32Array(4),
    '1.runningMean': new Float32Array(4),
    '1.runningVariance': new Float32Array(4).fill(1),
    '3.weight': Float32Array.of(3, 1, 0, 1, 0, 1, 0, 1),
    '3.bias': Float32Array.of(0, 0),
    '5.weight': Float32Array.of(1, 1),
    '5.bias': Float32Array.of(0),
  })(sequential(input(2), linear(2, 4), batchNorm(4), relu, linear(4, 2), relu, linear(2, 1))(key(0))),
)

describe('criteria', () => {
  // L1 of the first layer: 2, 4, 6, 4; L2: 1.41, 2.83, 4.24, 4. Of the second: L1 3, 4; L2 3, 2.
  test.each([
    ['L1 norm, biases ignored, a tie keeps the lower index', l1Norm, [2, 1], [[1, 2], [1]]],
    ['L2 norm', l2Norm, [2, 1], [[2, 3], [0]]],
    ['largest L1', largest(l1Norm), [2, 1], [[0, 1], [0]]],
    [
      'all of them',
      l1Norm,
      [4, 2],
      [
        [0, 1, 2, 3],
        [0, 1],
      ],
    ],
  ] as const)('%s', (_name, criterion, cfg, expected) => {
    expect(kept(_.planTo(criterion, cfg)(network))).toEqual(expected)
  })

  test('batch-norm scale ranks by magnitude; without one it is a Left that names the layer', () => {
    const one = sequential(input(2), linear(2, 4), batchNorm(4), relu, linear(4, 1))(key(0))
    const scaled = right(
      withArrays({
        ...Object.fromEntries(
          Object.entries(one.nodes[0]?._tag === 'layer' ? one.nodes[0].arrays : {}).map(([name, values]) => [`0.${name}`, values]),
        ),
        '1.scale': Float32Array.of(-5, 1, 0, 2),
        '1.shift': new Float32Array(4),
        '1.runningMean': new Float32Array(4),
        '1.runningVariance': new Float32Array(4),
        '3.weight': new Float32Array(4),
        '3.bias': new Float32Array(1),
      })(one),
    )
    expect(kept(_.planTo(batchNormScale, [2])(scaled))).toEqual([[0, 3]])
    expect(kept(_.planTo(largest(batchNormScale), [2])(scaled))).toEqual([[1, 2]])
    expect(_.planTo(batchNormScale, [2, 1])(network)).toEqual(E.left({ _tag: 'NoBatchNorm', path: '3' }))
  })

  test("a batch norm behind a flatten has no channel's scale", () => {
    const flattened = sequential(input(3, 3, 1), conv2d(1, 4), flatten, batchNorm(36), linear(36, 2))(key(0))
    expect(_.planTo(batchNormScale, [2])(flattened)).toEqual(E.left({ _tag: 'NoBatchNorm', path: '0' }))
    const single = sequential(input(1, 1, 1), conv2d(1, 4), flatten, batchNorm(4), linear(4, 2))(key(0))
    expect(kept(_.planTo(batchNormScale, [2])(single))).toEqual([[0, 1]])
  })

  test('weights under a mask count as 0', () => {
    const masked = sequential(input(1), maskedLinear(linear(1, 2, { bias: false })), linear(2, 1, { bias: false }))(key(0))
    const arrays = { '0.weight': Float32Array.of(5, 1), '0.mask': Float32Array.of(0, 1), '1.weight': Float32Array.of(1, 1) }
    expect(kept(_.planTo(l1Norm, [1])(right(withArrays(arrays)(masked))))).toEqual([[1]])
  })

  test('random: the same for the same key, another draw for each layer and key', () => {
    const wide = sequential(input(2), linear(2, 40), relu, linear(40, 40), relu, linear(40, 1))(key(0))
    const [one, two] = kept(_.planTo(randomScore(key(1)), [20, 20])(wide))
    expect(kept(_.planTo(randomScore(key(1)), [20, 20])(wide))).toEqual([one, two])
    expect(one).not.toEqual(two)
    expect(kept(_.planTo(randomScore(key(2)), [20, 20])(wide))[0]).not.toEqual(one)
  })

  test('a criterion and its opposite keep complements, where nothing ties', () => {
    const wide = unsettled(sequential(input(3), linear(3, 10), relu, linear(10, 1))(key(4)) as never, 3)
    const [best] = kept(_.planTo(l2Norm, [4])(wide))
    const [worst] = kept(_.planTo(largest(l2Norm), [6])(wide))
    expect([...best!, ...worst!].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 10 }, (_channel, at) => at))
  })
})

describe('planTo', () => {
  test('its widths are the cfg', () => {
    const asked = arbitraryNetwork.chain((one) => planFor(one).map((plan) => ({ one, cfg: planWidths(plan) })))
    fc.assert(fc.property(asked, ({ one, cfg }) => void expect(planWidths(right(_.planTo(l1Norm, cfg)(one)))).toEqual(cfg)))
  })

  test.each([
    ['too wide', [5, 1], { _tag: 'BadWidth', index: 0, width: 4, asked: 5 }],
    ['empty', [4, 0], { _tag: 'EmptiedLayer', index: 1, width: 2, kept: 0 }],
    ['negative', [-1, 1], { _tag: 'BadWidth', index: 0, width: 4, asked: -1 }],
    ['no integer', [4, 1.5], { _tag: 'BadWidth', index: 1, width: 2, asked: 1.5 }],
    ['not a number', [Number.NaN, 1], { _tag: 'BadWidth', index: 0, width: 4, asked: Number.NaN }],
    ['too short', [4], { _tag: 'PlanMismatch', expected: [4, 2], found: [4] }],
    ['too long', [4, 2, 1], { _tag: 'PlanMismatch', expected: [4, 2], found: [4, 2, 1] }],
  ])('a cfg that is %s is a Left', (_name, cfg, left) => {
    expect(_.planTo(l1Norm, cfg)(network)).toEqual(E.left(left))
  })
})

describe('greedy selection', () => {
  const asked = arbitraryNetwork.chain((one) => planFor(one).map((plan) => ({ one, cfg: planWidths(plan) })))
  const greedy = { selection: 'greedy' } as const

  test('an entry is scored as if the kernels of inputs lost before it were 0', () => {
    fc.assert(
      fc.property(asked, ({ one, cfg }) => {
        const { groups } = right(_.planTo(l1Norm, cfg, greedy)(one))
        cfg.forEach((_width, index) => {
          const before = { groups: [...groups.slice(0, index), ...keepAll(one.cfg).groups.slice(index)] }
          expect(groups[index]).toEqual(right(_.planTo(l1Norm, cfg)(maskedBy(one, before))).groups[index])
        })
      }),
      { numRuns: 60 },
    )
  })

  test('scales are what they were: for them it changes nothing', () => {
    fc.assert(
      fc.property(asked, ({ one, cfg }) => {
        expect(_.planTo(batchNormScale, cfg, greedy)(one)).toEqual(_.planTo(batchNormScale, cfg)(one))
      }),
      { numRuns: 60 },
    )
  })

  test('by hand: the first neuron takes the kernel with it that made the second layer prefer neuron 0', () => {
    // of the first layer's neurons 1 and 2 stay; of the second layer's kernels that leaves 0 + 0 against 1 + 1
    const heavier = mapArrays(network, (values, path) => (path === '3.weight' ? Float32Array.of(9, 1, 0, 1, 0, 1, 0, 1) : values))
    expect(kept(_.planTo(l1Norm, [2, 1])(heavier))).toEqual([[1, 2], [0]])
    expect(kept(_.planTo(l1Norm, [2, 1], greedy)(heavier))).toEqual([[1, 2], [1]])
    expect(kept(_.planByRatio(l1Norm, 0.5, greedy)(heavier))).toEqual([[1, 2], [1]])
  })

  test('what is wrong is the Left that independent selection gives', () => {
    expect(_.planTo(l1Norm, [4, 0], greedy)(network)).toEqual(_.planTo(l1Norm, [4, 0])(network))
    expect(_.planTo(l1Norm, [5, 1], greedy)(network)).toEqual(_.planTo(l1Norm, [5, 1])(network))
    expect(_.planTo(batchNormScale, [2, 1], greedy)(network)).toEqual(E.left({ _tag: 'NoBatchNorm', path: '3' }))
  })
})

describe('planByRatio', () => {
  const widths = (...args: Parameters<typeof _.planByRatio<never>>) => E.map(planWidths)(_.planByRatio(...args)(network))

  test('one ratio for all, or one each', () => {
    expect(widths(l1Norm, 0.5)).toEqual(E.right([2, 1]))
    expect(widths(l1Norm, [0.7, 0])).toEqual(E.right([1, 2]))
    expect(widths(l1Norm, 0)).toEqual(E.right([4, 2]))
  })

  test('a layer that would lose everything is a Left, unless a minimum was asked for', () => {
    expect(widths(l1Norm, 0.6)).toEqual(E.left({ _tag: 'EmptiedLayer', index: 1, width: 2, kept: 0 }))
    expect(widths(l1Norm, 0.9, { minimumWidth: 1 })).toEqual(E.right([1, 1]))
    expect(widths(l1Norm, 0.9, { minimumWidth: 3 })).toEqual(E.right([3, 2]))
    expect(widths(l1Norm, 0.25, { minimumWidth: 2 })).toEqual(E.right([3, 2]))
  })

  test.each([1, -0.1, 1.5, Number.NaN])('a ratio of %d is a Left', (ratio) => {
    expect(widths(l1Norm, ratio)).toEqual(E.left({ _tag: 'BadRatio', ratio }))
    expect(widths(l1Norm, [0, ratio])).toEqual(E.left({ _tag: 'BadRatio', ratio }))
  })

  test('another number of ratios is a Left', () => {
    expect(widths(l1Norm, [0.5])).toEqual(E.left({ _tag: 'RatioMismatch', expected: [4, 2], found: [0.5] }))
  })

  test('a failing criterion is what the caller gets', () => {
    const failing: Criterion<{ readonly _tag: 'NoGradients'; readonly path: string }> = {
      name: 'none',
      score: ({ path }) => E.left({ _tag: 'NoGradients', path }),
    }
    const failed = E.left({ _tag: 'NoGradients', path: '0' })
    expect(_.planByRatio(failing, 0.5)(network)).toEqual(failed)
    expect(_.planTo(failing, [2, 1])(network)).toEqual(failed)
    expect(planToBudget(failing, { parameters: 10 })(network)).toEqual(failed)
  })
})
