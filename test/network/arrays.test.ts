import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { flatten } from '../../lib/layer/flatten.js'
import { linear } from '../../lib/layer/linear.js'
import { maskedConv2d } from '../../lib/layer/maskedConv2d.js'
import { encodeNetwork } from '../../lib/checkpoint/networkFile.js'
import { stateDictOf } from '../../lib/checkpoint/stateDict.js'
import { folded } from '../../lib/inference/folded.js'
import { channelSelection } from '../../lib/layer/channelSelection.js'
import { isConstant } from '../../lib/layer/definition.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { maskedLinear } from '../../lib/layer/maskedLinear.js'
import * as _ from '../../lib/network/arrays.js'
import { residual } from '../../lib/network/branching.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'
import { arbitraryNetwork } from '../setup/networks.js'

const byPath = (network: Parameters<typeof _.arraysOf>[0]) =>
  Object.fromEntries(_.arraysOf(network).map(({ path, values }) => [path, values]))

test('every array with its path, role and shape, in forward order', () => {
  const network = sequential(
    input(4, 4, 1),
    maskedConv2d(conv2d(1, 2, { bias: true })),
    residual(conv2d(2, 3), residual(conv2d(3, 3)), conv2d(3, 2)),
    batchNorm(2),
    flatten,
    linear(32, 2, { bias: false }),
  )(key(0))
  expect(_.arraysOf(network).map(({ path, role, shape }) => `${path}: ${role} ${shape.join('x')}`)).toEqual([
    '0.weight: weight 3x3x1x2',
    '0.bias: bias 2',
    '0.mask: mask 3x3x1x2',
    '1.body.0.weight: weight 3x3x2x3',
    '1.body.1.body.0.weight: weight 3x3x3x3',
    '1.body.2.weight: weight 3x3x3x2',
    '2.scale: scale 2',
    '2.shift: shift 2',
    '2.runningMean: statistic 2',
    '2.runningVariance: statistic 2',
    '4.weight: weight 32x2',
  ])
})

describe('withArrays', () => {
  test('puts back what arraysOf took out', () => {
    fc.assert(
      fc.property(arbitraryNetwork, (network) => {
        const doubled = Object.fromEntries(
          // masks and selections cannot hold twice what they hold
          _.arraysOf(network).map(({ path, role, values }) => [path, isConstant(role) ? values : values.map((value) => 2 * value)]),
        )
        const other = right(_.withArrays(doubled)(network))
        expect(byPath(other)).toEqual(doubled)
        expect(right(_.withArrays(byPath(network))(other))).toEqual(network)
      }),
    )
  })

  test('lists all that does not fit, at once', () => {
    const network = sequential(input(2), linear(2, 3), linear(3, 1))(key(0))
    const given = {
      '0.weight': new Float32Array(6),
      '0.bias': new Float32Array(2),
      '1.weight': new Float32Array(4),
      '7.bias': new Float32Array(1),
    }
    expect(_.withArrays(given)(network)).toEqual(
      E.left({
        _tag: 'ArrayMismatch',
        missing: ['1.bias'],
        unknown: ['7.bias'],
        wrongSize: [
          { path: '0.bias', expected: 3, found: 2 },
          { path: '1.weight', expected: 3, found: 4 },
        ],
        wrongValue: [],
      }),
    )
  })

  const selecting = sequential(
    input(2, 2, 1),
    conv2d(1, 4),
    batchNorm(4),
    channelSelection(4, 2),
    globalAveragePool,
    maskedLinear(linear(2, 3)),
  )(key(0))

  test.each<[path: string, values: readonly number[], message: string]>([
    ['2.positions', [-1024, 0], '2.positions holds -1024 at 0 instead of whole numbers that ascend below 4'],
    ['2.positions', [0, 1e9], '2.positions holds 1000000000 at 1 instead of whole numbers that ascend below 4'],
    ['2.positions', [1, 1], '2.positions holds 1 at 1 instead of whole numbers that ascend below 4'],
    ['2.positions', [0.5, 1], '2.positions holds 0.5 at 0 instead of whole numbers that ascend below 4'],
    ['1.runningVariance', [1, 0, -1, 1], '1.runningVariance holds -1 at 2 instead of finite numbers, 0 or more'],
    ['1.runningVariance', [1, 0, Infinity, 1], '1.runningVariance holds Infinity at 2 instead of finite numbers, 0 or more'],
    ['1.runningMean', [1, -1, Number.NaN, 1], '1.runningMean holds NaN at 2 instead of finite numbers'],
    ['4.mask', [0, 1, 1, 0, 0.5, 1], '4.mask holds 0.5 at 4 instead of zeros and ones'],
    ['4.bias', [0, -Infinity, 0], '4.bias holds -Infinity at 1 instead of finite numbers'],
  ])(
    'numbers that an array cannot hold, given or loaded, are a Left; cast into a network they stop at the entrance: %s %j',
    (path, values, message) => {
      const given = { ...byPath(selecting), [path]: Float32Array.from(values) }
      const refused = _.withArrays(given)(selecting)
      expect(E.isLeft(refused) && _.arrayMessage(refused.left)).toBe(`the arrays do not fit the network: ${message}`)
      const cast = _.mapArrays(selecting, (before, at) => given[at] ?? before)
      const entrances: readonly ((network: typeof cast) => unknown)[] = [
        encodeNetwork,
        folded,
        stateDictOf({ 0: 'a', 1: 'b', 2: 'c', 4: 'd' }),
      ]
      entrances.forEach((enter) => expect(() => enter(cast)).toThrow(`: the network's ${message}`))
    },
  )

  test.each([[[1, 2, 3]], [new Float64Array(4)], [new Uint8Array(16)], ['1234'], [undefined], [null], [4]])(
    'what is no Float32Array is a TypeError: %j',
    (values) => {
      const given = { ...byPath(selecting), '2.positions': values as unknown as Float32Array }
      expect(() => _.withArrays(given)(selecting)).toThrow(/^narrownet: withArrays: 2.positions is .*, not a Float32Array$/)
    },
  )
})
