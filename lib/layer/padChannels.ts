/**
 * Zero channels behind the last one: how a shortcut without parameters gains channels (option A of He et al. 2016, section 4.2).
 */
import { either as E } from 'fp-ts'
import { type Count, countProblem } from '../shape/count.js'
import { invariant } from '../shape/invariant.js'
import { finiteNumber } from '../shape/kind.js'
import type { Known } from '../shape/known.js'
import type { Add } from '../shape/natural.js'
import { channelsOf, type Shape } from '../shape/shape.js'
import { carrying } from './carried.js'
import { carrier, withoutArrays } from './carrier.js'
import type { Definition, Malformed } from './definition.js'

/** What `padChannels` makes: a plain description, without arrays. */
export interface PadChannels<out Added extends number = number> {
  readonly _tag: 'padChannels'
  readonly added: Added
}

/**
 * `added` channels of zeros behind those there are: [height, width, channels] to [height, width, channels + added].
 *
 * The shortcut of a ResNet that halves its map is averagePool(2) or, as in the paper, every other cell, averagePool(1, { stride: 2 });
 * then padChannels.
 *
 * @example
 * const block = sum([averagePool(2), padChannels(16)], [conv2d(16, 32, { stride: 2 }), batchNorm(32)])
 * sequential(input(8, 8, 16), block, globalAveragePool, linear(32, 10))(key(0)).cfg // => []
 */
export const padChannels = carrying(
  () => padChannelsDefinition,
  <const Added extends number>(added: Count<Added, 'added'>): PadChannels<Added> => {
    const problem = countProblem(added as number, 'added')
    return problem === undefined ? { _tag: 'padChannels', added: added as Added } : invariant(`padChannels: ${problem}`)
  },
)

/** The input's shape with `Added` channels more. */
export type PadShape<Input extends Shape, Added extends number> =
  Count<Added, 'added'> extends infer Problem extends string
    ? Problem
    : Input extends readonly [...infer Map extends Shape, infer Channels extends number]
      ? [...Map, Add<Channels, Known<Added>>]
      : Shape

declare module './rule.js' {
  interface Layers {
    padChannels: PadChannels
  }
  interface ShapeRules<Spec, Input extends Shape> {
    padChannels: Spec extends PadChannels<infer Added> ? PadShape<Input, Added> : Malformed
  }
  interface Names<Spec> {
    padChannels: Spec extends PadChannels<infer Added> ? `padChannels ${Known<Added>}` : never
  }
}

/** What the library knows of it. */
export const padChannelsDefinition: Definition<PadChannels> = {
  ...carrier,
  fields: { added: finiteNumber },
  problem: ({ added }) => countProblem(added, 'added'),
  channelwise: false,
  keepsZero: () => true,
  outputShape: ({ added }, input) => E.right([...input.slice(0, -1), channelsOf(input) + added]),
  channels: { _tag: 'carried', along: (labels, _input, { added }) => [...labels, ...new Array<undefined>(added).fill(undefined)] },
  archName: ({ added }) => `padChannels ${added}`,
  show: ({ added }) => `padChannels, ${added} more`,
  evaluate: (backend, { added }, _arrays, input) => backend.padChannels.apply(input, added),
  differentiate: (backend, { added }, _arrays, input) => withoutArrays(backend.padChannels.differentiate(input, added)),
}
