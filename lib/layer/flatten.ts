/**
 * A map as a vector, channels fastest: feature (y * width + x) * channels + c is channel c at row y, column x (NHWC order).
 * So pruning a channel takes height * width features away, `channels` apart from each other.
 */
import { either as E } from 'fp-ts'
import { channelsOf, elementCount, type ElementCount, type Shape } from '../shape/shape.js'
import { carrying } from './carried.js'
import { carrier, withoutArrays } from './carrier.js'
import type { Definition } from './definition.js'
import { largestCount } from '../shape/count.js'

/** The type of `flatten`: a plain description, with nothing to configure. */
export interface Flatten {
  readonly _tag: 'flatten'
}

/**
 * [height, width, channels] to [height * width * channels]; a vector stays as it is. Channels are fastest: feature
 * (y * width + x) * channels + c, which is not PyTorch's order.
 *
 * @example
 * flatten._tag // => 'flatten'
 */
export const flatten: Flatten = carrying(() => flattenDefinition, { _tag: 'flatten' })

declare module './rule.js' {
  interface Layers {
    flatten: Flatten
  }
  interface ShapeRules<Spec, Input extends Shape> {
    flatten: [ElementCount<Input>]
  }
}

/** What the library knows of it. */
export const flattenDefinition: Definition<Flatten> = {
  ...carrier,
  channels: {
    _tag: 'carried',
    along: (labels, input) => Array.from({ length: elementCount(input) / channelsOf(input) }, () => labels).flat(),
  },
  channelwise: false,
  keepsZero: () => true,
  outputShape: (_spec, input) =>
    elementCount(input) <= largestCount
      ? E.right([elementCount(input)])
      : E.left(`makes ${elementCount(input)} features, more than ${largestCount}`),
  archName: () => 'flatten',
  show: () => 'flatten',
  flattens: true,
  evaluate: (backend, _spec, _arrays, input) => backend.reshape.apply(input, flat(input.shape)),
  differentiate: (backend, _spec, _arrays, input) => withoutArrays(backend.reshape.differentiate(input, flat(input.shape))),
}

const flat = ([batch = 1, ...sample]: readonly number[]): readonly number[] => [batch, elementCount(sample)]
