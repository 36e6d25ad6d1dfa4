import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as _ from '../../lib/accounting/cost.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { flatten } from '../../lib/layer/flatten.js'
import { relu } from '../../lib/layer/relu.js'
import { residual } from '../../lib/network/branching.js'
import { describe as describeNetwork } from '../../lib/network/describe.js'
import { maskedLinear } from '../../lib/layer/maskedLinear.js'
import { linear } from '../../lib/layer/linear.js'
import { convnet } from '../../lib/model/convnet.js'
import { mlp } from '../../lib/model/mlp.js'
import { arraysOf, withArrays } from '../../lib/network/arrays.js'
import { layerCosts } from '../../lib/network/layerCosts.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'
import { arbitraryNetwork } from '../setup/networks.js'

const k = key(0)

describe('exact integers', () => {
  // by hand: 9 * 1 * 32 + 2 * 32 + 9 * 32 * 64 + 2 * 64 + 9 * 64 * 64 + 2 * 64 + 3136 * 10 + 10 parameters,
  // 784 * 288 + 196 * 18432 + 49 * 36864 + 31360 multiply-accumulates
  test.each([
    ['convnet [32, 64, 64]', convnet({ input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }, k), 87274, 5676160],
    ['convnet [8, 16, 32]', convnet({ input: [28, 28, 1], cfg: [8, 16, 32], classes: 10 }, k), 21634, 523712],
  ])('%s', (_name, network, parameters, multiplyAccumulates) => {
    expect(_.parameterCount(network)).toBe(parameters)
    expect(_.multiplyAccumulates(network)).toBe(multiplyAccumulates)
  })

  test.each([
    ['784-200-200-10', mlp({ input: [784], cfg: [200, 200], classes: 10 }, k), 199210, 198800],
    ['784-50-100-10', mlp({ input: [784], cfg: [50, 100], classes: 10 }, k), 45360, 45200],
    ['784-500-300-10', mlp({ input: [784], cfg: [500, 300], classes: 10 }, k), 545810, 545000],
  ] as const)('%s', (_name, network, parameters, multiplyAccumulates) => {
    expect(_.parameterCount(network)).toBe(parameters)
    expect(_.multiplyAccumulates(network)).toBe(multiplyAccumulates)
    expect(_.weightBytes(network)).toBe(4 * parameters)
  })
})

test('parameters are the trained numbers in the arrays; bytes count running statistics too, masks never', () => {
  fc.assert(
    fc.property(arbitraryNetwork, (network) => {
      const count = (roles: readonly string[]) =>
        arraysOf(network)
          .filter(({ role }) => roles.includes(role))
          .reduce((sum, { values }) => sum + values.length, 0)
      const trained = count(['weight', 'bias', 'scale', 'shift'])
      expect(_.parameterCount(network)).toBe(trained)
      expect(_.weightBytes(network)).toBe(4 * (trained + count(['statistic'])))
      expect(layerCosts(network).every((cost) => Number.isInteger(cost.multiplyAccumulates) && cost.multiplyAccumulates >= 0)).toBe(true)
    }),
  )
})

test('conventions of parameters: weights alone, trained ones, and a channel each in front of a selection', () => {
  fc.assert(
    fc.property(arbitraryNetwork, (network) => {
      const sizes = (role: string) =>
        arraysOf(network)
          .filter((array) => array.role === role)
          .map(({ values }) => values.length)
      const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0)
      expect(_.parameterCount(network, { convention: 'trained' })).toBe(_.parameterCount(network))
      expect(_.parameterCount(network, { convention: 'weights' })).toBe(total(sizes('weight')))
      const selectedFrom = layerCosts(network).map(({ layer, input: [...given] }) =>
        layer._tag === 'channelSelection' ? given.at(-1)! : 0,
      )
      expect(_.parameterCount(network, { convention: 'reference counter' })).toBe(_.parameterCount(network) + total(selectedFrom))
    }),
  )
})

test('costs are had before weights are drawn', () => {
  const layers = sequential(input(8, 8, 3), conv2d(3, 16), residual(batchNorm(16), relu, conv2d(16, 16)), flatten, linear(1024, 10))
  expect(layerCosts(layers)).toEqual(layerCosts(layers(k)))
  expect(_.parameterCount(layers)).toBe(_.parameterCount(layers(k)))
  expect(_.multiplyAccumulates(layers)).toBe(_.multiplyAccumulates(layers(k)))
  expect(describeNetwork(layers)).toBe(describeNetwork(layers(k)))
})

test('what a mask covers does not act, whatever is stored there', () => {
  const network = sequential(input(2), maskedLinear(linear(2, 2)), linear(2, 1, { bias: false }))(k)
  const filled = right(
    withArrays({
      '0.weight': Float32Array.of(1, 2, 3, 0),
      '0.bias': Float32Array.of(0, 1),
      '0.mask': Float32Array.of(0, 1, 1, 1),
      '1.weight': Float32Array.of(-0, 5),
    })(network),
  )
  expect(_.nonzeroParameterCount(filled)).toBe(2 + 1 + 1)
  expect(_.parameterCount(filled)).toBe(8)
})
