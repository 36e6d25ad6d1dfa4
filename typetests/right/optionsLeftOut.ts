/** What comes of options that may be left out, as programs write them by `flag ? 2 : undefined`: one of several, the default among them. */
import {
  averagePool,
  type Backend,
  type Conv2d,
  conv2d,
  convTranspose2d,
  type Dataset,
  depthwiseConv2d,
  evaluate,
  groupedConv2d,
  input,
  key,
  maxPool,
  type MaxPool,
  type Network,
  sequential,
  split,
  upsample,
  type Upsample,
} from 'narrownet'
import type { Equal, Expect } from '../equal.js'

declare const flag: boolean
declare const backend: Backend
declare const network: Network<[4, 4, 1], [2], [8, 8]>
declare const samples: Dataset<[4, 4, 1]>

const strided = conv2d(3, 4, { stride: flag ? 2 : undefined })
export type Strided = Expect<Equal<typeof strided, Conv2d<3, 4, 3, 1 | 2, 1>>>
const stridedOrNot = conv2d(3, 4, flag ? { stride: 2 } : {})
export type StridedOrNot = Expect<Equal<typeof stridedOrNot, Conv2d<3, 4, 3, 1 | 2, 1>>>
const stridedBySpread = conv2d(3, 4, { ...(flag && { stride: 2 }) })
export type StridedBySpread = Expect<Equal<typeof stridedBySpread, Conv2d<3, 4, 3, 1 | 2, 1>>>
const optionsOrNone = conv2d(3, 4, flag ? { stride: 2 } : undefined)
export type OptionsOrNone = Expect<Equal<typeof optionsOrNone, Conv2d<3, 4, 3, 1 | 2, 1>>>
declare const told: { readonly stride?: 2 } | { readonly kernelSize: 5 }
const ofAnother = conv2d(3, 4, told)
export type OfAnother = Expect<Equal<typeof ofAnother, Conv2d<3, 4, 3 | 5, 1 | 2, 1 | 2>>>
const ofSizes = conv2d(3, 4, { kernelSize: flag ? 5 : undefined, padding: flag ? 0 : undefined })
export type OfSizes = Expect<Equal<typeof ofSizes, Conv2d<3, 4, 3 | 5, 1, 0 | 1 | 2>>>
const dilated = conv2d(3, 4, { dilation: flag ? 2 : undefined, padding: 4 })
export type IsDilated = Expect<Equal<(typeof dilated)['dilation'], 1 | 2 | undefined>>

// one of several kinds
const sameOrNone = conv2d(3, 4, { padding: flag ? 'same' : 0 })
export type SameOrNone = Expect<Equal<typeof sameOrNone, Conv2d<3, 4, 3, 1, 0 | 1>>>
const rectangularOrNot = conv2d(3, 4, { kernelSize: flag ? 3 : ([3, 5] as const) })
export type RectangularOrNot = Expect<Equal<typeof rectangularOrNot, Conv2d<3, 4, 3 | readonly [3, 5], 1, 1 | readonly [1, 2]>>>
conv2d(3, 4, { kernelSize: flag ? 3 : [3, 5], stride: flag ? [1, 2] : 2, padding: flag ? 1 : [1, 2], dilation: flag ? 1 : [1, 2] })

// of each layer, and what a network makes of it
const several = sequential(
  input(32, 32, 3),
  strided,
  depthwiseConv2d(4, { stride: flag ? 2 : undefined }),
  groupedConv2d(4, 6, 2, flag ? { kernelSize: 1 } : {}),
  maxPool(2, { stride: flag ? 1 : undefined, padding: flag ? 1 : undefined }),
  averagePool(2, { ceilMode: flag ? true : undefined }),
  convTranspose2d(6, 8, { stride: flag ? 1 : undefined, outputPadding: flag ? 0 : undefined }),
)(key(0))
export type Several = Expect<Equal<(typeof several)['output'], [number, number, 8]>>
const certain = sequential(input(32, 32, 3), conv2d(3, 4, { stride: 2, padding: undefined }), maxPool(2, { stride: undefined }))(key(0))
export type Certain = Expect<Equal<(typeof certain)['output'], [8, 8, 4]>>
const pooled = maxPool(2, { stride: flag ? 1 : undefined })
export type IsPooled = Expect<Equal<typeof pooled, MaxPool<2, 1 | 2, 0>>>
const ceiled = maxPool(2, { ceilMode: flag ? true : undefined })
export type IsCeiled = Expect<Equal<(typeof ceiled)['ceilMode'], boolean | undefined>>
const larger = upsample(2, { interpolation: flag ? 'bilinear' : undefined })
export type Larger = Expect<Equal<typeof larger, Upsample<2, 'nearest' | 'bilinear'>>>

// generic in an option, which may be left out
export const perhapsStrided = <const I extends number, S extends number = 1>(channels: I, stride?: S) =>
  conv2d(channels, channels, { stride })
const one = perhapsStrided(3, 2)
export type One = Expect<Equal<typeof one, Conv2d<3, 3, 3, 1 | 2, 1>>>
export const stridedBy = <const I extends number, S extends number = 1>(channels: I, stride: S) => conv2d(channels, channels, { stride })
const two = stridedBy(3, 2)
export type Two = Expect<Equal<typeof two, Conv2d<3, 3, 3, 2, 1>>>
export const toldAll = <const G extends { readonly stride?: 1 | 2 }>(options: G) => conv2d(3, 4, options)
const byOptions = toldAll(flag ? { stride: 2 } : {})
export type ByOptions = Expect<Equal<typeof byOptions, Conv2d<3, 4, 3, 1 | 2, 1>>>
export const pools = <const S extends number>(size: S, ceilMode?: boolean) => maxPool(size, { stride: size, ceilMode })

// what is measured where it is asked for, and perhaps where it may be
const measured = evaluate(backend, network, samples, { top: flag ? 3 : undefined, confusion: flag ? true : undefined })
const asked = evaluate(backend, network, samples, { top: 3, confusion: true })
const notAsked = evaluate(backend, network, samples, { top: undefined, confusion: false })
type Right<Task> = Task extends () => Promise<infer Answer> ? Extract<Answer, { readonly _tag: 'Right' }> : never
export type Perhaps = Expect<Equal<Right<typeof measured>['right']['topAccuracy'], number | undefined>>
export type PerhapsToo = Expect<Equal<Right<typeof measured>['right']['confusion'], readonly (readonly number[])[] | undefined>>
export type Certainly = Expect<Equal<Right<typeof asked>['right']['topAccuracy'], number>>
export type Never = Expect<Equal<keyof Right<typeof notAsked>['right'], 'loss' | 'accuracy' | 'correct' | 'samples'>>

const keys = split(key(0), flag ? 2 : 3)
export type KeysOf = Expect<Equal<(typeof keys)['length'], 2 | 3>>
export const [first, second] = keys
