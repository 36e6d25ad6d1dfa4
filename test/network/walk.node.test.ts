import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { averagePool } from '../../lib/layer/averagePool.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { channelSelection } from '../../lib/layer/channelSelection.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { defineLayer, layerRule } from '../../lib/layer/defineLayer.js'
import { convTranspose2d } from '../../lib/layer/convTranspose2d.js'
import { depthwiseConv2d } from '../../lib/layer/depthwiseConv2d.js'
import { flatten } from '../../lib/layer/flatten.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { groupedConv2d } from '../../lib/layer/groupedConv2d.js'
import { groupNorm } from '../../lib/layer/groupNorm.js'
import { layerNorm } from '../../lib/layer/layerNorm.js'
import { linear } from '../../lib/layer/linear.js'
import { maxPool } from '../../lib/layer/maxPool.js'
import { padChannels } from '../../lib/layer/padChannels.js'
import { relu } from '../../lib/layer/relu.js'
import { upsample } from '../../lib/layer/upsample.js'
import { concatenate, multiply, residual, type Spec, sum } from '../../lib/network/branching.js'
import * as _ from '../../lib/network/walk.js'
import type { Shape } from '../../lib/shape/shape.js'
import { right } from '../setup/answers.js'
import { filesUnder } from '../setup/filesUnder.js'

/** What is said of types alone: of one width among several, and of a literal's unknown or wrong fields, which at run time its own constructor refuses. */
const ofTypesAlone = /one of several numbers|unknown fields?|fields that hold something else/

/** Every sentence about a layer that the compilers' golden texts hold. */
const compilerSentences: ReadonlySet<string> = new Set(
  filesUnder(fileURLToPath(new URL('../../typetests/wrong', import.meta.url)))
    .filter((path) => path.endsWith('.txt'))
    .flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/'"(layer \d+ \(.+)"'\./g)].map(([, sentence = '']) => sentence))
    .filter((sentence) => !ofTypesAlone.test(sentence)),
)

/** The layers of typetests/wrong/ownLayers.ts, as run time sees them. */
const polynomial = defineLayer({
  tag: 'mine/polynomial',
  fields: { channels: 'count', degree: 'count' },
  channels: { carried: 'channels' },
  compute: (_formula, x) => x,
})
const mixed = defineLayer({
  tag: 'mine/mixed',
  fields: { from: 'count', to: 'count' },
  channels: { made: 'to', of: 'from' },
  compute: (_formula, x) => x,
})
const transposed = defineLayer({
  tag: 'mine/transposed',
  rule: layerRule(),
  outputShape: (_fields, [height, width, channels]) =>
    height === undefined || width === undefined || channels === undefined
      ? E.left('expects [height,width,channels]')
      : E.right([width, height, channels]),
  compute: (_formula, x) => x,
})

const wrong: readonly (readonly [sentence: string, from: Shape, specs: readonly Spec[]])[] = [
  ['layer 4 (conv2d) expects 64 channels but receives 32', [28, 28, 1], [conv2d(1, 32), batchNorm(32), relu, maxPool(2), conv2d(64, 64)]],
  ['layer 1 (batchNorm) expects 16 channels but receives 32', [28, 28, 1], [conv2d(1, 32), batchNorm(16)]],
  ['layer 1 (batchNorm) expects 100 channels but receives 200', [784], [linear(784, 200), batchNorm(100)]],
  [
    'layer 7 (linear) expects 3163 features but receives 3136',
    [28, 28, 1],
    [conv2d(1, 32), relu, maxPool(2), conv2d(32, 64), relu, maxPool(2), flatten, linear(3163, 10)],
  ],
  ['layer 1 (linear) expects [features] but receives [28,28,8]', [28, 28, 1], [conv2d(1, 8), linear(8, 10)]],
  ['layer 0 (conv2d) expects [height,width,channels] but receives [784]', [784], [conv2d(1, 8)]],
  ['layer 1 (maxPool) expects [height,width,channels] but receives [8]', [28, 28, 8], [globalAveragePool, maxPool(2)]],
  ['layer 0 (globalAveragePool) expects [height,width,channels] but receives [784]', [784], [globalAveragePool]],
  ['layer 0 (maxPool) leaves nothing of [1,1,8]', [1, 1, 8], [maxPool(2)]],
  ['layer 0 (averagePool) leaves nothing of [8,4,8]', [8, 4, 8], [averagePool(5)]],
  ['layer 1 (averagePool) leaves nothing of [4,1,3]', [8, 1, 3], [maxPool([2, 1]), averagePool(2)]],
  ['layer 0 (maxPool) leaves nothing of [2,1,3]', [2, 1, 3], [maxPool(3, { stride: 2, ceilMode: true })]],
  ['layer 2 (linear) expects 27 features but receives 48', [7, 7, 3], [averagePool(2, { ceilMode: true }), flatten, linear(27, 10)]],
  [
    'layer 4 (linear) expects 5408 features but receives 5832',
    [224, 224, 3],
    [
      conv2d(3, 8, { kernelSize: 7, stride: 2, padding: 0 }),
      maxPool(3, { stride: 2, ceilMode: true }),
      maxPool(3, { stride: 2, ceilMode: true }),
      flatten,
      linear(5408, 10),
    ],
  ],
  ['layer 1 (layerNorm) expects 16 channels but receives 32', [28, 28, 1], [conv2d(1, 32), layerNorm(16)]],
  ['layer 1 (groupNorm) expects 16 channels but receives 32', [28, 28, 1], [conv2d(1, 32), groupNorm(16, 4)]],
  ['layer 1 (upsample) expects [height,width,channels] but receives [192]', [8, 8, 3], [flatten, upsample(2)]],
  ['layer 1 (conv2d) expects 4 channels but receives 3', [8, 8, 3], [upsample(2), conv2d(4, 8)]],
  ['layer 1 (convTranspose2d) expects 32 channels but receives 16', [8, 8, 3], [conv2d(3, 16), convTranspose2d(32, 8)]],
  ['layer 1 (convTranspose2d) expects [height,width,channels] but receives [192]', [8, 8, 3], [flatten, convTranspose2d(192, 8)]],
  ['layer 0 (convTranspose2d) leaves nothing of [1,1,3]', [1, 1, 3], [convTranspose2d(3, 8, { kernelSize: 4, padding: 2 })]],
  [
    'layer 0 (concatenate) cannot set [8,8,8] of branch 1 beside [9,9,3] of branch 0',
    [9, 9, 3],
    [concatenate([], [maxPool(2), convTranspose2d(3, 8)])],
  ],
  ['layer 1 (groupedConv2d) expects 32 channels but receives 16', [8, 8, 3], [conv2d(3, 16), groupedConv2d(32, 32, 4)]],
  ['layer 1 (groupedConv2d) expects [height,width,channels] but receives [192]', [8, 8, 3], [flatten, groupedConv2d(192, 64, 4)]],
  ['layer 0 (groupedConv2d) leaves nothing of [2,2,4]', [2, 2, 4], [groupedConv2d(4, 8, 2, { kernelSize: 5, padding: 0 })]],
  [
    'layer 0 (groupedConv2d) groups is 3, and 16 inChannels do not make 3 groups of one size',
    [8, 8, 16],
    [{ ...groupedConv2d(16, 24, 4), groups: 3 }],
  ],
  ['layer 1 (depthwiseConv2d) expects 32 channels but receives 16', [8, 8, 3], [conv2d(3, 16), depthwiseConv2d(32)]],
  ['layer 1 (depthwiseConv2d) expects [height,width,channels] but receives [192]', [8, 8, 3], [flatten, depthwiseConv2d(192)]],
  ['layer 0 (depthwiseConv2d) leaves nothing of [2,2,3]', [2, 2, 3], [depthwiseConv2d(3, { kernelSize: 5, padding: 0 })]],
  [
    'layer 0 (residual) maps [8,8,3] to [4,4,3] in its body, so it cannot be added to its input',
    [8, 8, 3],
    [residual(depthwiseConv2d(3, { stride: 2 })), relu],
  ],
  ['layer 0 (conv2d) leaves nothing of [4,4,1]', [4, 4, 1], [conv2d(1, 8, { kernelSize: 5, padding: 0 })]],
  ['layer 0 (conv2d) leaves nothing of [8,8,3]', [8, 8, 3], [conv2d(3, 8, { dilation: 4, padding: 0 })]],
  [
    'layer 0 (residual) maps [8,8,3] to [8,7,3] in its body, so it cannot be added to its input',
    [8, 8, 3],
    [residual(conv2d(3, 3, { kernelSize: [3, 2], padding: [1, 0] }))],
  ],
  [
    'layer 0 (residual) maps [32,32,16] to [16,16,32] in its body, so it cannot be added to its input',
    [32, 32, 16],
    [residual(conv2d(16, 32, { stride: 2 }), relu)],
  ],
  [
    'layer 0 (residual) is wrong in its body: layer 2 (conv2d) expects 9 channels but receives 8',
    [32, 32, 16],
    [residual(conv2d(16, 8), relu, conv2d(9, 16))],
  ],
  [
    'layer 0 (residual) is wrong in its body: layer 1 (residual) maps [32,32,8] to [32,32,4] in its body, so it cannot be added to its input',
    [32, 32, 16],
    [residual(conv2d(16, 8), residual(conv2d(8, 4)), conv2d(8, 16))],
  ],
  [
    'layer 0 (sum) cannot add [4,4,32] of branch 1 to [8,8,32] of branch 0',
    [8, 8, 16],
    [sum([conv2d(16, 32)], [conv2d(16, 32, { stride: 2 })])],
  ],
  [
    'layer 0 (sum) is wrong in branch 1: layer 2 (conv2d) expects 9 channels but receives 8',
    [8, 8, 16],
    [sum([], [conv2d(16, 8), relu, conv2d(9, 16)])],
  ],
  [
    'layer 0 (sum) is wrong in branch 1: layer 1 (sum) is wrong in branch 1: layer 1 (sum) is wrong in branch 1: layer 4 (conv2d) expects 9 channels but receives 12',
    [8, 8, 16],
    [sum([], [relu, sum([], [relu, sum([], [conv2d(16, 8), relu, conv2d(8, 12), relu, conv2d(9, 16)])])])],
  ],
  [
    'layer 0 (concatenate) cannot set [4,4,12] of branch 1 beside [8,8,16] of branch 0',
    [8, 8, 16],
    [concatenate([], [conv2d(16, 12, { stride: 2 })])],
  ],
  ['layer 0 (multiply) cannot multiply [8,8,16] by [8] of branch 1', [8, 8, 16], [multiply([], [globalAveragePool, linear(16, 8)])]],
  ['layer 0 (multiply) cannot multiply [8,8,16] by [4,4,16] of branch 1', [8, 8, 16], [multiply([], [maxPool(2)])]],
  ['layer 0 (multiply) cannot multiply [8,8,16] by [4,4,16] of branch 2', [8, 8, 16], [multiply([globalAveragePool], [], [maxPool(2)])]],
  [
    'layer 0 (multiply) is wrong in branch 1: layer 1 (linear) expects 8 features but receives 16',
    [8, 8, 16],
    [multiply([], [globalAveragePool, linear(8, 16)])],
  ],
  [
    'layer 1 (residual) is wrong in its body: layer 0 (conv2d) outChannels is 0: at least 1 is needed',
    [8, 8, 16],
    [relu, residual({ ...conv2d(16, 16), outChannels: 0 })],
  ],
  [
    'layer 1 (residual) is wrong in its body: layer 0 (conv2d) outChannels is 2.5, not a positive integer',
    [8, 8, 16],
    [relu, residual({ ...conv2d(16, 16), outChannels: 2.5 })],
  ],
  ['layer 0 (channelSelection) expects 12 channels but receives 16', [8, 8, 16], [channelSelection(12)]],
  ['layer 1 (mine/polynomial) expects 8 channels but receives 16', [8, 8, 3], [conv2d(3, 16), polynomial({ channels: 8, degree: 3 })]],
  ['layer 1 (conv2d) expects 4 channels but receives 5', [8, 8, 3], [mixed({ from: 3, to: 5 }), conv2d(4, 2)]],
  ['layer 0 (mine/transposed) expects [height,width,channels]', [12], [transposed({})]],
]

describe('wrong layers', () => {
  test.each(wrong)('%s', (sentence, from, specs) => {
    const walked = _.walk(from, specs)
    expect(walked).toEqual(E.left({ _tag: 'ShapeError', at: Number(/\d+/.exec(sentence)?.[0]), problem: sentence }))
    expect([...compilerSentences], 'the compiler says the same').toContain(sentence)
  })

  test('every sentence of the compiler is among them', () => {
    const said = new Set(wrong.map(([sentence]) => sentence))
    expect([...compilerSentences].filter((sentence) => !said.has(sentence))).toEqual([])
  })
})

test('visits: each layer with its path and shapes, in forward order, bodies included', () => {
  const specs = [conv2d(1, 2, { stride: 2 }), residual(relu, residual(conv2d(2, 2))), globalAveragePool, linear(2, 3)]
  const { visits, output, names } = right(_.walk([5, 6, 1], specs))
  expect(visits.map(({ path, input, output: after }) => [path, input, after])).toEqual([
    ['0', [5, 6, 1], [3, 3, 2]],
    ['1.body.0', [3, 3, 2], [3, 3, 2]],
    ['1.body.1.body.0', [3, 3, 2], [3, 3, 2]],
    ['2', [3, 3, 2], [2]],
    ['3', [2], [3]],
  ])
  expect(output).toEqual([3])
  expect(names).toEqual(['conv2d 3x3/2', 'residual 2 (relu, residual 2 (conv2d))', 'globalAveragePool', 'linear'])
})

test('branches: each by its number, their names side by side', () => {
  const shortcut = [averagePool(1, { stride: 2 }), padChannels(3)]
  const specs = [sum(shortcut, [conv2d(2, 5, { stride: 2 })]), concatenate([], [channelSelection(5, 4), conv2d(4, 1)])]
  const { visits, output, names } = right(_.walk([5, 6, 2], specs))
  expect(visits.map(({ path, output: after }) => [path, after])).toEqual([
    ['0.0.0', [3, 3, 2]],
    ['0.0.1', [3, 3, 5]],
    ['0.1.0', [3, 3, 5]],
    ['1.1.0', [3, 3, 4]],
    ['1.1.1', [3, 3, 1]],
  ])
  expect(output).toEqual([3, 3, 6])
  const gated = right(_.walk([2, 4, 3], [multiply([globalAveragePool, linear(3, 3)], [], [averagePool([2, 4])])]))
  expect([gated.output, gated.names]).toEqual([[2, 4, 3], ['multiply (globalAveragePool, linear | identity | averagePool 2x4)']])
  expect(names).toEqual(['sum 5 (averagePool 1/2, padChannels 3 | conv2d 3x3/2)', 'concatenate (identity | channelSelection 5, conv2d)'])
})
