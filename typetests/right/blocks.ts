// Blocks as functions: generic in their widths, they are as good as written out; and so are lists of layers and whole networks.
import {
  batchNorm,
  channelSelection,
  concatenate,
  conv2d,
  convnet,
  dropout,
  globalAveragePool,
  identity,
  input,
  key,
  l1Norm,
  linear,
  maskedConv2d,
  maskSmallest,
  maxPool,
  mlp,
  type Network,
  padChannels,
  planByRatio,
  planBySlimming,
  relu,
  residual,
  sequential,
  type Spec,
  sum,
  vgg,
} from 'narrownet'
import type { Equal, Expect } from '../equal.js'

const block = <const C extends number>(channels: C) => residual(conv2d(channels, channels), batchNorm(channels), relu)

const bottleneck = <const C extends number, const W extends number>(channels: C, width: W) =>
  residual(
    conv2d(channels, width, { kernelSize: 1 }),
    batchNorm(width),
    relu,
    conv2d(width, width),
    relu,
    conv2d(width, channels, { kernelSize: 1 }),
  )

const projected = <const In extends number, const Width extends number, const Out extends number, const Stride extends 1 | 2>(
  inChannels: In,
  width: Width,
  outChannels: Out,
  stride: Stride,
) =>
  sum(
    [conv2d(inChannels, outChannels, { kernelSize: 1, stride }), batchNorm(outChannels)],
    [conv2d(inChannels, width, { stride }), batchNorm(width), relu, conv2d(width, outChannels), batchNorm(outChannels)],
  )

const dense = <const C extends number, const Growth extends number>(channels: C, growth: Growth) =>
  concatenate([], [batchNorm(channels), channelSelection(channels), relu, conv2d(channels, growth)])

const stage = <const C extends number>(channels: C) => residual(block(channels), bottleneck(channels, 4), block(channels))

const body = <const In extends number, const Out extends number>(inChannels: In, outChannels: Out) =>
  [conv2d(inChannels, outChannels), batchNorm(outChannels), relu, maxPool(2)] as const

const one = sequential(input(8, 8, 3), conv2d(3, 16), block(16), globalAveragePool, linear(16, 10))(key(0))
export type One = Expect<
  Equal<typeof one, Network<[8, 8, 3], [10], [], ['conv2d', 'residual 16 (conv2d, batchNorm, relu)', 'globalAveragePool', 'linear']>>
>

const two = sequential(input(8, 8, 3), conv2d(3, 16), bottleneck(16, 4), bottleneck(16, 6), globalAveragePool, linear(16, 10))(key(0))
export type Two = Expect<Equal<(typeof two)['cfg'], [4, 4, 6, 6]>>

// as written out, to the last name
const three = sequential(input(8, 8, 3), conv2d(3, 16), projected(16, 8, 32, 2), globalAveragePool, linear(32, 10))(key(0))
const threeFlat = sequential(
  input(8, 8, 3),
  conv2d(3, 16),
  sum(
    [conv2d(16, 32, { kernelSize: 1, stride: 2 }), batchNorm(32)],
    [conv2d(16, 8, { stride: 2 }), batchNorm(8), relu, conv2d(8, 32), batchNorm(32)],
  ),
  globalAveragePool,
  linear(32, 10),
)(key(0))
export type Three = Expect<Equal<typeof three, typeof threeFlat>>
export type ThreeCfg = Expect<Equal<(typeof three)['cfg'], [16, 8]>>

const densely = sequential(input(8, 8, 3), conv2d(3, 16), dense(16, 12), dense(28, 12), globalAveragePool, linear(40, 10))(key(0))
export type Densely = Expect<Equal<(typeof densely)['cfg'], [16, 28, 12]>>

const nested = sequential(input(8, 8, 3), conv2d(3, 16), stage(16), stage(16), globalAveragePool, linear(16, 10))(key(0))
export type Nested = Expect<Equal<(typeof nested)['cfg'], [4, 4, 4, 4]>>

const spread = sequential(input(16, 16, 3), ...body(3, 24), ...body(24, 10), block(10), globalAveragePool, linear(10, 5))(key(0))
export type Spread = Expect<Equal<(typeof spread)['cfg'], [24]>>
export type SpreadOut = Expect<Equal<(typeof spread)['output'], [5]>>

// every option and every layer may be generic
export const everything = <
  const A extends number,
  const B extends number,
  const K extends number,
  const S extends number,
  const P extends number,
>(
  a: A,
  b: B,
  kernelSize: K,
  stride: S,
  padding: P,
) =>
  [
    maskedConv2d(conv2d(a, b, { kernelSize, stride, padding })),
    conv2d(3, 8, { kernelSize, padding: 1 }),
    conv2d(3, 8, { padding }),
    maxPool(kernelSize, { stride, padding }),
    maxPool(3, { padding }),
    channelSelection(a, b),
    padChannels(a),
    linear(a, b),
  ] as const

// a user's own wrapper of layers that it does not know
const preActivated = <const C extends number, const Body extends readonly Spec[]>(channels: C, ...layers: Body) =>
  residual(batchNorm(channels), relu, ...layers)
const wrapped = sequential(input(8, 8, 16), preActivated(16, conv2d(16, 4), relu, conv2d(4, 16)), globalAveragePool, linear(16, 10))(key(0))
export type Wrapped = Expect<Equal<(typeof wrapped)['cfg'], [4]>>

// a whole network, its widths given by the caller
const small = <const A extends number, const B extends number>(first: A, second: B) =>
  sequential(input(28, 28, 1), conv2d(1, first), block(first), relu, conv2d(first, second), globalAveragePool, linear(second, 10))
const whole = small(16, 8)(key(0))
export type Whole = Expect<Equal<(typeof whole)['cfg'], [8]>>
export type WholeOut = Expect<Equal<(typeof whole)['output'], [10]>>

const families = <const A extends number, const B extends number, const Classes extends number>(first: A, second: B, classes: Classes) =>
  [
    convnet({ input: [28, 28, 1], cfg: [first, second, 8], classes }, key(0)),
    mlp({ input: [784], cfg: [first, second], classes }, key(0)),
    vgg({ cfg: [first, 'M', second], classes }, key(0)),
  ] as const
const [conv, perceptron, pooled] = families(16, 8, 10)
export type Conv = Expect<Equal<typeof conv, Network<[28, 28, 1], [10], [16, 8, 8], 'convnet'>>>
export type Perceptron = Expect<Equal<typeof perceptron, Network<[784], [10], [16, 8], 'mlp'>>>
export type Pooled = Expect<Equal<typeof pooled, Network<[32, 32, 3], [10], [16, 'M', 8], 'vgg'>>>

// inputs, rates and ratios given by the caller, one of several, or known only as `number`
export const asTold = <const Side extends number, const Ratio extends number>(side: Side, ratio: Ratio) =>
  [
    sequential(input(side, side, 3), conv2d(3, 4), dropout(ratio)),
    planByRatio(l1Norm, ratio),
    planByRatio(l1Norm, [ratio, 'M', ratio]),
    planBySlimming({ ratio, maximumRatio: ratio }),
    maskSmallest({ ratio }),
  ] as const
const [sized] = asTold(8, 0.5)
export type Sized = Expect<Equal<(typeof sized)['output'], [8, 8, 4]>>
declare const half: number
declare const halves: readonly number[]
declare const told: { readonly ratio: number }
declare const quarterOrHalf: 0.25 | 0.5
export const shares = [dropout(0), dropout(1.5e-9), dropout(half), dropout(quarterOrHalf)].map(({ rate }) => rate)
export const ratios = [planByRatio(l1Norm, halves), planByRatio(l1Norm, [half, 0.999]), planBySlimming(told), maskSmallest(told)]

// `number` agrees with every width, in either order, and run time decides; what is known of either side is kept
declare const some: number
const counted = (channels: number) => residual(conv2d(channels, channels), batchNorm(channels), relu)
const mixed = sequential(input(8, 8, 3), conv2d(3, 16), counted(16), block(16), counted(16), globalAveragePool, linear(16, 10))(key(0))
export type Mixed = Expect<Equal<(typeof mixed)['cfg'], []>>
export type MixedOut = Expect<Equal<(typeof mixed)['output'], [10]>>
const numberFirst = sequential(
  input(8, 8, 3),
  conv2d(3, some),
  residual(conv2d(some, 16)),
  sum([conv2d(16, some)], [conv2d(16, 32)]),
  sum([conv2d(32, 8)], [conv2d(32, some)]),
  concatenate([], [conv2d(8, some)]),
  concatenate([conv2d(some, 4, { stride: 2 })], [conv2d(some, some, { stride: 2 })]),
)(key(0))
export type NumberFirst = Expect<Equal<(typeof numberFirst)['output'], [4, 4, number]>>

// what the compiler does not see makes no false literal: a cfg of unknown length, behind it what the layers themselves say
declare const spec: Spec
declare const specs: readonly Spec[]
type Unseen<Out extends readonly number[]> = Network<[8, 8, 3], Out, readonly number[], readonly string[]>
const inTheList = sequential(input(8, 8, 3), conv2d(3, 16), spec, conv2d(16, 8), globalAveragePool, linear(8, 10))(key(0))
export type InTheList = Expect<Equal<(typeof inTheList)['cfg'], readonly number[]>>
export type InTheListOut = Expect<Equal<(typeof inTheList)['output'], [10]>>
const inABody = sequential(input(8, 8, 3), conv2d(3, 16), residual(conv2d(16, 4), spec), conv2d(16, 8))(key(0))
export type InABody = Expect<Equal<(typeof inABody)['cfg'], readonly number[]>>
export type InABodyOut = Expect<Equal<(typeof inABody)['output'], [8, 8, 8]>>
const inABranch = sequential(input(8, 8, 3), conv2d(3, 16), sum([spec], [conv2d(16, 8)]), conv2d(8, 4))(key(0))
export type InABranch = Expect<Equal<(typeof inABranch)['cfg'], readonly number[]>>
const besideIt = sequential(input(8, 8, 3), conv2d(3, 16), concatenate([], [conv2d(16, 8)], [...specs]), relu)(key(0))
export type BesideIt = Expect<Equal<(typeof besideIt)['cfg'], readonly number[]>>
export type BesideItOut = Expect<Equal<(typeof besideIt)['output'], [8, 8, number]>>
const spreadOut = sequential(input(8, 8, 3), conv2d(3, 16), ...specs, conv2d(16, 8), globalAveragePool, linear(8, 10))(key(0))
export type SpreadUnseen = Expect<Equal<typeof spreadOut, Unseen<[10]>>>
const repeated = sequential(input(8, 8, 3), conv2d(3, 16), ...Array.from({ length: some }, () => block(16)), relu)(key(0))
export type Repeated = Expect<Equal<(typeof repeated)['cfg'], readonly number[]>>
const either = sequential(input(8, 8, 3), conv2d(3, 16), some > 1 ? block(16) : bottleneck(16, 4), conv2d(16, 8))(key(0))
export type Either = Expect<Equal<(typeof either)['cfg'], readonly number[]>>
const oneOfWidths = sequential(input(8, 8, 3), conv2d(3, some > 1 ? 8 : 96), relu, globalAveragePool, linear(96, 10))(key(0))
export type OneOfWidths = Expect<Equal<(typeof oneOfWidths)['cfg'], [number]>>
export const all = [one, two, three, threeFlat, densely, nested, spread, wrapped, whole, mixed, numberFirst, inTheList, inABody].map(
  ({ cfg }) => cfg.length,
)
export const unseen = [inABranch, besideIt, spreadOut, repeated, either, oneOfWidths].map(({ cfg }) => cfg.length)

// a layer that a condition leaves out
declare const regularized: boolean
export const dropped = sequential(input(4), linear(4, 8), regularized ? dropout(0.5) : identity, linear(8, 2))(key(0))
