/** Maps made larger by a whole factor, channel by channel: PyTorch's `Upsample`, corners not aligned. */
import { either as E } from 'fp-ts'
import { type Count, countProblem } from '../shape/count.js'
import type { Inferring, OptionIn, OptionOr } from '../shape/given.js'
import { invariant } from '../shape/invariant.js'
import { finiteNumber, oneOf, optional } from '../shape/kind.js'
import type { Known } from '../shape/known.js'
import type { Multiply } from '../shape/natural.js'
import { checkedOptions } from '../shape/options.js'
import { channelsOf, type Shape, type ShowShape, showShape } from '../shape/shape.js'
import { shown } from '../shape/shown.js'
import { carrying } from './carried.js'
import { carrier, withoutArrays } from './carrier.js'
import { type Definition, isMap, type IsUnseen, type Malformed } from './definition.js'

/** Where the numbers between the cells come from: the nearest cell, or those on either side by their distance. */
export type Interpolation = 'nearest' | 'bilinear'

/** What `upsample` makes: a plain description, without arrays. */
export interface Upsample<out Factor extends number = number, out Mode extends Interpolation = Interpolation> {
  readonly _tag: 'upsample'
  readonly factor: Factor
  readonly interpolation: Mode
}

/** The options of `upsample`. */
export interface UpsampleOptions {
  /** default 'nearest' */
  readonly interpolation?: Interpolation | undefined
}

/** Maps made larger, each cell becoming factor by factor cells. */
function constructed<const Factor extends number>(factor: Count<Factor, 'factor'>): Upsample<Factor, 'nearest'>
/** Maps made larger, by the nearest cell or between cells. */
function constructed<const Factor extends number, const Given extends UpsampleOptions | undefined>(
  factor: Count<Factor, 'factor'>,
  options: Inferring<Given, UpsampleOptions>,
): Upsample<Factor, OptionOr<OptionIn<Given, 'interpolation'>, Interpolation, 'nearest'>>
function constructed(factor: number, options: UpsampleOptions = {}): Upsample {
  const { interpolation = 'nearest' } = checkedOptions('upsample', optionKinds, options)
  const spec: Upsample = { _tag: 'upsample', factor, interpolation }
  const problem = upsampleProblem(spec)
  return problem === undefined ? spec : invariant(`upsample: ${problem}`)
}

/**
 * [height, width, channels] to [height * factor, width * factor, channels]. Nearest: each cell becomes factor by factor cells. Bilinear: output o of an axis lies at
 * place (o + 1/2) / factor - 1/2 of the input, and takes the cells on either side by their distance; before the first cell and behind the last it takes that one.
 *
 * @example
 * upsample(2).interpolation // => 'nearest'
 * @example
 * const network = sequential(input(4, 4, 1), conv2d(1, 8), upsample(2, { interpolation: 'bilinear' }), conv2d(8, 1))
 * network(key(0)).output // => [8, 8, 1]
 */
export const upsample = carrying(() => upsampleDefinition, constructed)

const interpolations = oneOf('nearest', 'bilinear')
const optionKinds = { interpolation: optional(interpolations) }

const upsampleProblem = ({ factor, interpolation }: Upsample): string | undefined =>
  countProblem(factor, 'factor') ??
  (interpolations.is(interpolation) ? undefined : `interpolation is ${shown(interpolation)}, not 'nearest' or 'bilinear'`)

/** [height, width, channels] to [height * factor, width * factor, channels]; or what is wrong. */
export type UpsampleShape<Input extends Shape, Factor extends number> =
  Count<Factor, 'factor'> extends infer Problem extends string
    ? Problem
    : Input extends readonly [infer Height extends number, infer Width extends number, infer Channels extends number]
      ? [Multiply<Height, Known<Factor>>, Multiply<Width, Known<Factor>>, Channels]
      : IsUnseen<Input> extends true
        ? [number, number, number]
        : `expects [height,width,channels] but receives ${ShowShape<Input>}`

declare module './rule.js' {
  interface Layers {
    upsample: Upsample
  }
  interface ShapeRules<Spec, Input extends Shape> {
    upsample: Spec extends Upsample<infer Factor> ? UpsampleShape<Input, Factor> : Malformed
  }
  interface Names<Spec> {
    upsample: Spec extends Upsample<infer Factor, infer Mode>
      ? `upsample ${Known<Factor>}${Mode extends 'nearest' ? '' : ` ${Mode}`}`
      : never
  }
}

const nameOf = ({ factor, interpolation }: Upsample): string =>
  `upsample ${factor}${interpolation === 'nearest' ? '' : ` ${interpolation}`}`

/** What the library knows of it. */
export const upsampleDefinition: Definition<Upsample> = {
  ...carrier,
  fields: { factor: finiteNumber, interpolation: interpolations },
  problem: upsampleProblem,
  channelwise: true,
  keepsZero: () => true,
  outputShape: ({ factor }, input) =>
    isMap(input)
      ? E.right([input[0] * factor, input[1] * factor, channelsOf(input)])
      : E.left(`expects [height,width,channels] but receives ${showShape(input)}`),
  archName: nameOf,
  show: nameOf,
  evaluate: (backend, { factor, interpolation }, _arrays, input) => backend.upsample.apply(input, { factor, interpolation }),
  differentiate: (backend, { factor, interpolation }, _arrays, input) =>
    withoutArrays(backend.upsample.differentiate(input, { factor, interpolation })),
}
