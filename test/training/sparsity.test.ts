import { describe, expect, test } from 'vitest'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { flatten } from '../../lib/layer/flatten.js'
import { linear } from '../../lib/layer/linear.js'
import { residual } from '../../lib/network/branching.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import * as _ from '../../lib/training/sparsity.js'

const network = sequential(
  input(2, 2, 3),
  conv2d(3, 4),
  batchNorm(4, { initialScale: 0.5 }),
  residual(conv2d(4, 4), batchNorm(4, { initialScale: -1 })),
  flatten,
  batchNorm(16),
  linear(16, 2),
)(key(0))

describe('the sparsity term', () => {
  test('reaches every batch norm, or those over maps', () => {
    expect([..._.sparsePaths(network.input, network.nodes, 'everywhere')]).toEqual(['1.scale', '2.body.1.scale', '4.scale'])
    expect([..._.sparsePaths(network.input, network.nodes, 'maps')]).toEqual(['1.scale', '2.body.1.scale'])
  })
  test('is lambda times the sum of absolute scales', () => {
    expect(_.sparsityPenalty(network, { lambda: 0.1 })).toBeCloseTo(0.1 * (2 + 4 + 16), 12)
    expect(_.sparsityPenalty(network, { lambda: 0.1, over: 'maps' })).toBeCloseTo(0.6, 12)
    expect(_.sparsityPenalty(network, { lambda: 0 })).toBe(0)
  })
})
