/**
 * What a layer or a loss of a program's own computes, written down once: a formula of operations, each of which knows its way back. How one is run, with and
 * without its way back: `formulaPasses.ts`.
 *
 * Nobody owns anything here: a term may be used as often as one likes, and what was made on the way is freed with the formula.
 */
import type { Activation } from '../engine/activation.js'
import type { AnyConvolutionOptions } from './convolutionOptions.js'
import type { Named } from './definition.js'

/** An array of a formula: [batch, ...sample], or one of the layer's own. */
export interface Term {
  readonly shape: readonly number[]
}

/** The operations that formulas are made of; each gives a new term and has its derivative. */
export interface Formula {
  /** left + right, of one shape */
  readonly add: (left: Term, right: Term) => Term
  /** leftFactor * left + rightFactor * right, of one shape */
  readonly combine: (leftFactor: number, left: Term, rightFactor: number, right: Term) => Term
  /** left * right, number by number, of one shape */
  readonly multiply: (left: Term, right: Term) => Term
  /** left / right, number by number, of one shape; keep what divides off 0, as by `shift` or `combine` with a `constant` */
  readonly divide: (left: Term, right: Term) => Term
  /** each channel times its factor; factors [channels] */
  readonly scale: (input: Term, factors: Term) => Term
  /** each channel plus its offset; offsets [channels] */
  readonly shift: (input: Term, offsets: Term) => Term
  /** e^x of each number */
  readonly exp: (input: Term) => Term
  /** the natural logarithm of each number; keep it off 0, where it has no derivative */
  readonly log: (input: Term) => Term
  /** one function of each number, `{ _tag: 'tanh' }` say: the rectifiers, sigmoid, tanh, silu, gelu and others */
  readonly activation: (input: Term, kind: Activation) => Term
  /** exp(x) / sum exp(x) over the channels of each position */
  readonly softmax: (input: Term) => Term
  /** its logarithm, x - log sum exp(x), exact where a share is near 0 */
  readonly logSoftmax: (input: Term) => Term
  /** one number everywhere, in the shape of another term */
  readonly constant: (value: number, like: Term) => Term
  /** input [batch, inFeatures], weight [inFeatures, outFeatures] */
  readonly linear: (input: Term, weight: Term) => Term
  /**
   * input [batch, height, width, inChannels], filter [kernelHeight, kernelWidth, inChannels, outChannels]; the options are those of the layer `conv2d`: stride 1,
   * padding 'same' and dilation 1 by default, each a number for both axes or [vertical, horizontal]
   */
  readonly conv2d: (input: Term, filter: Term, options?: ConvolutionMove) => Term
  /** the mean over each map: [batch, height, width, channels] to [batch, channels] */
  readonly globalAveragePool: (input: Term) => Term
  /** the same numbers in another shape */
  readonly reshape: (input: Term, shape: readonly number[]) => Term
  /** the channels from the one of number `from` up to but without that of number `to`, of maps and of features, counted from 0 */
  readonly channels: (input: Term, from: number, to: number) => Term
  /** the channels of the terms side by side */
  readonly concatenate: (...inputs: readonly [Term, ...Term[]]) => Term
}

/** How a filter is moved over a map. */
export type ConvolutionMove = Pick<AnyConvolutionOptions, 'stride' | 'padding' | 'dilation'>

/** What a program writes. */
export type Compute = (formula: Formula, input: Term, arrays: Named<Term>) => Term
