import { expect, test } from 'vitest'
import * as _ from '../../lib/accounting/flops.js'
import { referenceCounter } from '../../lib/accounting/referenceCounter.js'
import { averagePool } from '../../lib/layer/averagePool.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { channelSelection } from '../../lib/layer/channelSelection.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { detach } from '../../lib/layer/detach.js'
import { dropout } from '../../lib/layer/dropout.js'
import { flatten } from '../../lib/layer/flatten.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { identity } from '../../lib/layer/identity.js'
import { linear } from '../../lib/layer/linear.js'
import { maskedConv2d } from '../../lib/layer/maskedConv2d.js'
import { maskedLinear } from '../../lib/layer/maskedLinear.js'
import { maxPool } from '../../lib/layer/maxPool.js'
import { padChannels } from '../../lib/layer/padChannels.js'
import { relu } from '../../lib/layer/relu.js'
import { residual } from '../../lib/network/branching.js'
import { layerCosts } from '../../lib/network/layerCosts.js'
import { input, sequential } from '../../lib/network/sequential.js'

test('a count bears the name of its convention', () => {
  const layers = sequential(input(784), linear(784, 10))
  const conventions = ['macs', '2 x macs', 'reference counter', 'reference counter, 1 for a mac'] as const
  expect(conventions.map((convention) => _.showFlops(_.flops(layers, convention)))).toEqual([
    '7,840 FLOPs (macs)',
    '15,680 FLOPs (2 x macs)',
    '15,690 FLOPs (reference counter)',
    '7,850 FLOPs (reference counter, 1 for a mac)',
  ])
})

test('the reference counter, layer by layer', () => {
  const layers = sequential(
    input(6, 6, 2),
    conv2d(2, 4, { bias: true }), // 6 * 6 * 4 numbers: 144 * 18 macs, a bias for each
    maskedConv2d(conv2d(4, 4, { kernelSize: 1 })), // a mask saves nothing
    batchNorm(4),
    channelSelection(4, 3), // the batch norm in front at full width, the rectifier behind at less
    relu,
    residual(identity, dropout(0.5), detach), // the sum is not counted
    maxPool(3, { stride: 2 }), // 2 * 2 * 3 windows of 9
    averagePool(2, { stride: 1 }),
    padChannels(2),
    globalAveragePool,
    batchNorm(5), // over features
    relu,
    linear(5, 3),
    maskedLinear(linear(3, 2, { bias: false })),
  )
  const counted = layerCosts(layers).map((cost) => [cost.layer._tag, referenceCounter(cost, { perMultiplyAccumulate: 2 })])
  expect(counted).toEqual([
    ['conv2d', 2 * 144 * 18 + 144],
    ['maskedConv2d', 2 * 144 * 4],
    ['batchNorm', 2 * 144],
    ['channelSelection', 0],
    ['relu', 108],
    ['identity', 0],
    ['dropout', 0],
    ['detach', 0],
    ['maxPool', 9 * 12],
    ['averagePool', 0],
    ['padChannels', 0],
    ['globalAveragePool', 5],
    ['batchNorm', 0],
    ['relu', 5],
    ['linear', 2 * 15 + 3],
    ['maskedLinear', 2 * 6],
  ])
  // the counter multiplies what comes out by the window's size, whether or not the map fills it
  const cut = sequential(input(6, 6, 3), maxPool(3, { stride: 2, ceilMode: true })) // 3 * 3 * 3 windows, 5 * 3 of them of fewer than 9 cells
  expect(layerCosts(cut).map((cost) => referenceCounter(cost, { perMultiplyAccumulate: 1 }))).toEqual([9 * 27])
  expect(layerCosts(sequential(input(2, 2, 1), flatten)).map((cost) => referenceCounter(cost, { perMultiplyAccumulate: 1 }))).toEqual([0])
})
