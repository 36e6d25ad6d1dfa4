/**
 * Options and arguments as plain JavaScript can write them, generated: each is taken, is a `Left`, or throws a `narrownet:`
 * TypeError, and an unknown key or a value of another type always throws. NARROWNET_HOSTILE_RUNS says how many; default 3,000.
 */
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { sensitivityChart } from '../../lib/chart/sensitivityChart.js'
import * as _ from '../../lib/index.js'
import { numbersPerAxis } from '../../lib/shape/perAxis.js'
import { checked, hostile, outcome, timeout } from './outcome.js'
import { network } from './smallNetwork.js'

const key = _.key(0)
const pooled = _.vgg({ cfg: [4, 'M', 6], classes: 2, input: [4, 4, 1] }, key)
const digits = _.syntheticDigits({ count: 4, key })
// asked for nothing: a fit or an evaluation that is made and not run
const unused = _.orThrow(await _.startWasm()())

const fitOptions = {
  ...{ epochs: 1, batchSize: 2, learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.1, key, dropLast: true },
  ...{ workers: 1, workerTimeout: 3, sparsity: { lambda: 1 }, augmentation: { flip: true } },
}

/** A function of options, and options that it takes. */
type OptionsCall = readonly [name: string, call: (options: never) => unknown, good: Readonly<Record<string, unknown>>]

const optionCalls: readonly OptionsCall[] = [
  ['conv2d', (options) => _.conv2d(3, 8, options), { kernelSize: 3, stride: 1, padding: 1, bias: true }],
  ['linear', (options) => _.linear(3, 8, options), { bias: true, initialDeviation: 0.01 }],
  ['batchNorm', (options) => _.batchNorm(3, options), { epsilon: 1e-5, momentum: 0.1, initialScale: 1 }],
  ['maxPool', (options) => _.maxPool(3, options), { stride: 2, padding: 1, ceilMode: true }],
  ['averagePool', (options) => _.averagePool(3, options), { stride: 2, ceilMode: true }],
  ['mlp', (options) => _.mlp(options, key), { input: [4], cfg: [3], classes: 2 }],
  ['convnet', (options) => _.convnet(options, key), { input: [4, 4, 1], cfg: [2, 2, 2], classes: 2, initialScale: 1 }],
  ['vgg', (options) => _.vgg(options, key), { input: [4, 4, 1], cfg: [2, 'M', 2], classes: 2, linearLayers: 1, bias: false }],
  ['vggA', (options) => _.vggA(options), { classes: 2, normalizedNeurons: true, initialScale: 1 }],
  [
    'resnet',
    (options) => _.resnet(options, key),
    { depth: 8, classes: 2, input: [8, 8, 1], shortcut: 'subsample', detachedShortcut: false },
  ],
  ['resnet34', (options) => _.resnet34(options), { classes: 2, shortcut: 'projection', outChannels: [64, 128, 256, 512] }],
  ['preResnet', (options) => _.preResnet(options, key), { depth: 11, classes: 2, input: [4, 4, 1], initialScale: 1 }],
  ['densenet', (options) => _.densenet(options, key), { depth: 7, classes: 2, input: [4, 4, 1], growth: 2, stem: 4 }],
  ['planTo', (options) => _.planTo(_.l1Norm, [2, 2], options)(network), { selection: 'greedy' }],
  ['planByRatio', (options) => _.planByRatio(_.l1Norm, 0.5, options)(network), { selection: 'greedy', minimumWidth: 1 }],
  [
    'planBySlimming',
    (options) => _.planBySlimming(options)(network),
    { ratio: 0.5, convention: 'paper', over: 'maps', maximumRatio: 0.5, minimumWidth: 1, mayEmpty: true },
  ],
  [
    'maskSmallest',
    (options) => _.maskSmallest(options)(network),
    { ratio: 0.5, of: 'all', scope: 'layer', layers: 'linear', convention: 'exact' },
  ],
  ['fit', (options) => _.fit(unused, network as never, digits as never, options), fitOptions],
  ['train', (options) => _.train(unused, network as never, digits as never, options), fitOptions],
  ['evaluate', (options) => _.evaluate(unused, network as never, digits as never, options), { batchSize: 4 }],
  [
    'activationScore',
    (options) => _.activationScore(unused, network as never, digits as never, options),
    { statistic: 'var-l2', batchSize: 4 },
  ],
  ['sensitivity', (options) => _.sensitivity(unused, network as never, digits as never, _.l1Norm, [0.5], options), { batchSize: 4 }],
  ['stepDecay', (options) => _.stepDecay(options), { rate: 0.1, every: 3, factor: 0.5 }],
  ['multiStep', (options) => _.multiStep(options), { rate: 0.1, milestones: [3], factor: 0.5 }],
  ['stagedDecay', (options) => _.stagedDecay(options), { rate: 0.1, stages: [3, 1], factor: 0.5 }],
  ['cosine', (options) => _.cosine(options), { rate: 0.1, final: 0 }],
  ['syntheticDigits', (options) => _.syntheticDigits(options), { count: 1, key }],
  ['batchIndices', (options) => _.batchIndices(5, 2, undefined, options), { dropLast: true }],
  ['parameterCount', (options) => _.parameterCount(network, options), { convention: 'weights' }],
  ['sensitivityChart', (options) => sensitivityChart([], options), { title: 'a title' }],
  ['startWasm', (options) => _.startWasm(options), { winograd: true, relaxedSimd: true }],
  ['sparsityPenalty', (options) => _.sparsityPenalty(network, options), { lambda: 1, over: 'maps' }],
]

/** Functions of one argument. */
const calls: readonly (readonly [name: string, call: (given: never) => unknown])[] = [
  ['dropout', _.dropout],
  ['padChannels', _.padChannels],
  ['channelSelection', (given) => _.channelSelection(given, 3 as never)],
  ['input', (given) => _.input(given)],
  ['a layer', (given) => _.sequentialFrom([4, 4, 1], [given])],
  ['an input shape', (given) => _.sequentialFrom(given, [_.relu])],
  ['a body', (given) => _.sequentialFrom([4], [_.residual(given)])],
  ['branches', (given) => _.sequentialFrom([4], [{ _tag: 'sum', branches: given }])],
  ['a layer with one field more', (given) => _.sequentialFrom([4, 4, 1], [{ ..._.conv2d(1, 2), groups: given } as never])],
  ['a layer with another field', (given) => _.sequentialFrom([4, 4, 1], [{ ..._.conv2d(1, 2), padding: given }])],
  ['split', (given) => _.split(key, given)],
  ['key', _.key],
  ['foldIn', (given) => _.foldIn(given, 0)],
  ['mlp without a key', (given) => _.mlp({ input: [2], cfg: [2], classes: 2 }, given)],
  ['batchIndices', (given) => _.batchIndices(given, 2, undefined)],
  ['batchIndices, size', (given) => _.batchIndices(5, given, undefined)],
  ['take', (given) => _.take(given)(digits)],
  ['splitAt', (given) => _.splitAt(given)(digits)],
  ['splitFraction', (given) => _.splitFraction(given, key)(digits)],
  ['planTo', (given) => _.planTo(_.l1Norm, given)(pooled)],
  ['planTo, criterion', (given) => _.planTo(given, [2, 2])(network)],
  ['planTo, scores', (given) => _.planTo({ name: 'mine', score: () => E.right(given) }, [2, 2])(network)],
  ['planByRatio', (given) => _.planByRatio(_.l1Norm, given)(pooled)],
  ['planTied', (given) => _.planTied(_.l1Norm, '0', given)(network)],
  ['keepAll', _.keepAll],
  ['cfgCodec', (given) => _.cfgCodec([8, 16]).decode(given)],
  ['atMost', (given) => _.atMost(8).decode(given)],
  ['flops', (given) => _.flops(network, given)],
  ['warmUp', (given) => _.warmUp(given, _.constantRate(1))],
]

const ofWindows = new Set(['kernelSize', 'stride', 'padding', 'dilation', 'outputPadding'])

describe('hostile options', () => {
  test('what is good is taken', () => {
    for (const [name, call, good] of optionCalls) expect([name, outcome(() => call(good as never))]).toEqual([name, 'taken'])
  })

  test(
    'an unknown key throws',
    () =>
      checked(
        fc.tuple(fc.constantFrom(...optionCalls), fc.string(), hostile),
        ([[name, call, good], unknown, value]) => {
          const given = Object.fromEntries([...Object.entries(good), [`${unknown}?`, value]])
          expect([name, outcome(() => call(given as never))]).toEqual([name, 'thrown'])
        },
        0.2,
      ),
    timeout,
  )

  test(
    'a value of another type throws; a number is taken, a Left or thrown',
    () =>
      checked(
        fc.tuple(fc.constantFrom(...optionCalls), fc.nat(), hostile),
        ([[name, call, good], at, value]) => {
          const names = Object.keys(good)
          const option = names[at % names.length] ?? ''
          const found = outcome(() => call({ ...good, [option]: value } as never))
          const before = good[option]
          const other = typeof value !== typeof before || Array.isArray(value) !== Array.isArray(before)
          // a window may be told each axis by itself
          if (ofWindows.has(option) && numbersPerAxis.is(value)) return
          // what is optional may be undefined; a learning rate may be a function
          if (other && value !== undefined && typeof value !== 'function') expect([name, option, found]).toEqual([name, option, 'thrown'])
        },
        0.3,
      ),
    timeout,
  )

  test('options that are none throw', () =>
    checked(
      fc.tuple(fc.constantFrom(...optionCalls), fc.constantFrom<unknown>(null, 3, 'fast', true, [1], new Float32Array(2))),
      ([[name, call], value]) => {
        expect([name, outcome(() => call(value as never))]).toEqual([name, 'thrown'])
      },
      0.05,
    ))
})

test(
  'hostile arguments: taken, a Left or thrown',
  () =>
    checked(
      fc.tuple(fc.constantFrom(...calls), hostile),
      ([[, call], value]) => {
        outcome(() => call(value as never))
      },
      0.25,
    ),
  timeout,
)
