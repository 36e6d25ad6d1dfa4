import { expect, test } from 'vitest'
import { carriedBy } from '../../lib/layer/carried.js'
import * as _ from '../../lib/layer/layers.js'
import { isLayer } from '../../lib/layer/layer.js'

const examples = {
  conv2d: _.conv2d(1, 2),
  convTranspose2d: _.convTranspose2d(1, 2),
  groupedConv2d: _.groupedConv2d(4, 6, 2),
  depthwiseConv2d: _.depthwiseConv2d(2),
  linear: _.linear(1, 2),
  batchNorm: _.batchNorm(2),
  layerNorm: _.layerNorm(2),
  groupNorm: _.groupNorm(2, 1),
  relu: _.relu,
  leakyRelu: _.leakyRelu(0.01),
  relu6: _.relu6,
  sigmoid: _.sigmoid,
  tanh: _.tanh,
  silu: _.silu,
  hardSwish: _.hardSwish,
  gelu: _.gelu,
  geluTanh: _.geluTanh,
  elu: _.elu(1),
  softplus: _.softplus,
  identity: _.identity,
  dropout: _.dropout(0.5),
  maxPool: _.maxPool(2),
  averagePool: _.averagePool(2),
  upsample: _.upsample(2),
  globalAveragePool: _.globalAveragePool,
  flatten: _.flatten,
  channelSelection: _.channelSelection(2),
  padChannels: _.padChannels(2),
  detach: _.detach,
  maskedConv2d: _.maskedConv2d(_.conv2d(1, 2)),
  maskedLinear: _.maskedLinear(_.linear(1, 2)),
} satisfies { readonly [Name in keyof typeof _]: { readonly _tag: Name } }

test('every layer has its public name as its tag, and its constructor carries a definition, of which a description shows nothing', () => {
  expect(Object.keys(examples).sort()).toEqual(Object.keys(_).sort())
  for (const [name, layer] of Object.entries(_)) {
    expect(isLayer({ _tag: name })).toBe(true)
    expect(carriedBy(layer)).toHaveProperty('outputShape')
  }
  expect(_.relu).toStrictEqual({ _tag: 'relu' })
})
