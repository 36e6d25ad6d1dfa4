// Narrowing, literal and unknown widths, and what is assignable to what.
import { either as E, function as F } from 'fp-ts'
import {
  type Arch,
  type AtMost,
  type Cfg,
  convnet,
  cut,
  key,
  l1Norm,
  type Masked,
  maskSmallest,
  narrow,
  narrowNetwork,
  type Network,
  type NetworkMismatch,
  type Plan,
  type PlanError,
  refine,
  type Shape,
} from 'narrownet'
import type { Equal, Expect } from '../equal.js'

const wide = convnet({ input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }, key(0))
type Slim = Network<[28, 28, 1], [10], [8, 16, 32], 'convnet'>

const piped = F.pipe(wide, narrow(l1Norm, [8, 16, 32]))
export type Piped = Expect<Equal<typeof piped, Slim>>
const twice = F.pipe(wide, narrow(l1Norm, [16, 32, 32]), narrow(l1Norm, [8, 16, 32]))
export type Twice = Expect<Equal<typeof twice, Slim>>
export const nested = narrowNetwork(narrowNetwork(wide, l1Norm, [16, 32, 32]), l1Norm, [8, 16, 32])
export type Nested = Expect<Equal<typeof nested, Slim>>
export const same = narrowNetwork(wide, l1Norm, [32, 64, 64])

const constant = [8, 16, 32] as const
export const fromConstant: Slim = narrowNetwork(wide, l1Norm, constant)
declare const declared: [8, 16, 32]
export const fromDeclared: Slim = narrowNetwork(wide, l1Norm, declared)
declare const either: [8, 16, 32] | [9, 16, 32]
export const fromUnion: Network<[28, 28, 1], [10], [8, 16, 32] | [9, 16, 32], 'convnet'> = narrowNetwork(wide, l1Norm, either)
// @ts-expect-error wider than before
narrowNetwork(piped, l1Norm, [9, 16, 32])

// a generic caller keeps what it knows
export const twoSteps = <In extends Shape, Out extends Shape, Name extends Arch>(network: Network<In, Out, [32, 64, 64], Name>) =>
  F.pipe(network, narrow(l1Norm, [16, 32, 32]), narrow(l1Norm, [8, 16, 32]))

// widths that a plan decides
declare const plan: Plan
const bounded = F.pipe(wide, cut(plan))
type Bounded = Network<[28, 28, 1], [10], [AtMost<32>, AtMost<64>, AtMost<64>], 'convnet'>
export type Cut = Expect<Equal<typeof bounded, E.Either<PlanError, Bounded>>>
declare const blind: Bounded
const again = cut(plan)(blind)
export type CutAgain = Expect<Equal<typeof again, E.Either<PlanError, Bounded>>>
const refined = F.pipe(blind, refine([20, 31, 40]))
export type Refined = Expect<Equal<typeof refined, E.Either<NetworkMismatch, Network<[28, 28, 1], [10], [20, 31, 40], 'convnet'>>>>

// @ts-expect-error no literal is an unknown width
export const literal: AtMost<32> = 16
// @ts-expect-error and no unknown width a literal
export const unknown: 16 = blind.cfg[0]
export const number: number = blind.cfg[0]
// @ts-expect-error unknown widths are not the widest ones
export const widest: typeof wide = blind
// @ts-expect-error other widths
export const slim: Slim = wide
// @ts-expect-error another input
export const otherInput: Network<[32, 32, 3], [10], Cfg, Arch> = wide
export const forgotten: Network<[28, 28, 1], [10], Cfg, Arch> = blind
export const halfForgotten: Network<[28, 28, 1], Shape, readonly [number, number, number], Arch> = blind

// masks keep shapes and cfg, and show in the name
export const sparse = F.pipe(wide, maskSmallest({ ratio: 0.9 }))
type Right<Result> = Result extends E.Right<infer Value> ? Value : never
export type Sparse = Expect<Equal<Right<typeof sparse>, Network<[28, 28, 1], [10], [32, 64, 64], 'masked convnet'>>>
export type MaskedNames = Expect<Equal<Masked<['conv2d 5x5', 'relu', 'linear']>, ['maskedConv2d 5x5', 'relu', 'maskedLinear']>>
