import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { flatten } from '../../lib/layer/flatten.js'
import { linear } from '../../lib/layer/linear.js'
import { maskedConv2d } from '../../lib/layer/maskedConv2d.js'
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
          Object.entries(byPath(network)).map(([path, values]) => [path, values.map((value) => 2 * value)]),
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
      }),
    )
  })
})
