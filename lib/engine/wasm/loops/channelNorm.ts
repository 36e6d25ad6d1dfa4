/**
 * Norms over channels by loops over the heap; see `engine/channelNorm.ts` for what they mean. A layer norm is that of one group whose maps are
 * single positions. Statistics are computed anew on the way back: they cost a pass over what is read there anyway.
 */
import { channelsOf, elementCount } from '../../../shape/shape.js'
import type { DeviceArray, Operation } from '../../backend.js'
import type { GroupNormOptions, NormGradients, NormOptions } from '../../norms.js'
import { type ChannelNormPasses, groupNormBy, layerNormBy } from '../../channelNorm.js'
import type { Kernels } from '../kernels.js'

/** Rows of channels, of which so many belong together, and the group of each channel. */
interface Sets {
  readonly values: Float32Array
  readonly rows: number
  readonly membership: ArrayLike<number>
  readonly groups: number
}

/** For each group the mean over a sample's set of what `term` gives of its numbers, by place in the array and channel. */
const means = (
  first: number,
  { rows, membership, groups }: Sets,
  term: (at: number, channel: number, group: number) => number,
): Float64Array => {
  const sums = new Float64Array(groups)
  const counts = new Float64Array(groups)
  const channels = membership.length
  for (let at = first; at < first + rows * channels; at += 1) {
    const channel = (at - first) % channels
    const group = membership[channel] as number
    sums[group] = (sums[group] as number) + term(at, channel, group)
    counts[group] = (counts[group] as number) + 1
  }
  return sums.map((sum, group) => sum / (counts[group] as number))
}

interface Statistics {
  readonly mean: Float64Array
  readonly inverse: Float64Array
}

const statisticsOf = (first: number, sets: Sets, epsilon: number): Statistics => {
  const { values } = sets
  const mean = means(first, sets, (at) => values[at] as number)
  const variance = means(first, sets, (at, _channel, group) => ((values[at] as number) - (mean[group] as number)) ** 2)
  return { mean, inverse: variance.map((value) => 1 / Math.sqrt(value + epsilon)) }
}

/** Calls `each` for every number of a sample, with its channel and its normalized value. */
const eachNormalized = (
  first: number,
  { values, rows, membership }: Sets,
  { mean, inverse }: Statistics,
  each: (at: number, channel: number, normalized: number, group: number) => void,
): void => {
  const channels = membership.length
  for (let at = first; at < first + rows * channels; at += 1) {
    const channel = (at - first) % channels
    const group = membership[channel] as number
    each(at, channel, ((values[at] as number) - (mean[group] as number)) * (inverse[group] as number), group)
  }
}

const normalize = (sets: Sets, scale: Float32Array, shift: Float32Array, epsilon: number, output: Float32Array): void => {
  const size = sets.rows * sets.membership.length
  for (let first = 0; first < sets.values.length; first += size)
    eachNormalized(first, sets, statisticsOf(first, sets, epsilon), (at, channel, normalized) => {
      output[at] = normalized * (scale[channel] as number) + (shift[channel] as number)
    })
}

const differentiate = (
  sets: Sets,
  outputGradient: Float32Array,
  scale: Float32Array,
  epsilon: number,
  [inputGradient, scaleGradient, shiftGradient]: readonly [Float32Array, Float32Array, Float32Array],
): void => {
  const { values, rows, membership } = sets
  const [scales, shifts] = [new Float64Array(membership.length), new Float64Array(membership.length)]
  const size = rows * membership.length
  for (let first = 0; first < values.length; first += size) {
    const statistics = statisticsOf(first, sets, epsilon)
    const { mean, inverse } = statistics
    const scaled = (at: number, channel: number): number => (outputGradient[at] as number) * (scale[channel] as number)
    const even = means(first, sets, scaled)
    const along = means(
      first,
      sets,
      (at, channel, group) => scaled(at, channel) * ((values[at] as number) - (mean[group] as number)) * (inverse[group] as number),
    )
    eachNormalized(first, sets, statistics, (at, channel, normalized, group) => {
      const dy = outputGradient[at] as number
      shifts[channel] = (shifts[channel] as number) + dy
      scales[channel] = (scales[channel] as number) + dy * normalized
      inputGradient[at] =
        (inverse[group] as number) * (scaled(at, channel) - (even[group] as number) - normalized * (along[group] as number))
    })
  }
  scaleGradient.set(scales)
  shiftGradient.set(shifts)
}

/** Both passes, by what belongs together and by what says of each channel which group it is in. */
const passesBy = <Options extends NormOptions>(
  kernels: Kernels,
  rowsOf: (input: DeviceArray) => number,
  groupsOf: (options: Options) => number,
  membershipOf: (options: Options) => DeviceArray | undefined,
): ChannelNormPasses<Options> => {
  const grouped = (input: DeviceArray, options: Options, values: Float32Array, membership: Float32Array | undefined): Sets => ({
    values,
    rows: rowsOf(input),
    membership: membership ?? new Float32Array(channelsOf(input.shape)),
    groups: groupsOf(options),
  })
  const given = (options: Options): readonly DeviceArray[] => {
    const membership = membershipOf(options)
    return membership === undefined ? [] : [membership]
  }
  return {
    forward: (input, options) => {
      const arrays = [input, options.scale, options.shift, ...given(options)]
      const [output] = kernels.loop(arrays, [input.shape], ([x, gamma, beta, membership], [y]) =>
        normalize(grouped(input, options, x as Float32Array, membership), gamma as Float32Array, beta as Float32Array, options.epsilon, y),
      )
      return { output, saved: [] }
    },
    backward: (input, outputGradient, options): NormGradients => {
      const channels = channelsOf(input.shape)
      const arrays = [input, outputGradient, options.scale, ...given(options)]
      const [inputGradient, scale, shift] = kernels.loop(
        arrays,
        [input.shape, [channels], [channels]],
        ([x, dy, gamma, membership], gradients) =>
          differentiate(
            grouped(input, options, x as Float32Array, membership),
            dy as Float32Array,
            gamma as Float32Array,
            options.epsilon,
            gradients,
          ),
      )
      return { input: inputGradient, scale, shift }
    },
  }
}

/** `Backend.layerNorm`, by loops. */
export const layerNorm = (kernels: Kernels): Operation<NormOptions, NormGradients> =>
  layerNormBy(
    kernels,
    passesBy(
      kernels,
      () => 1,
      () => 1,
      () => undefined,
    ),
  )

/** `Backend.groupNorm`, by loops. */
export const groupNorm = (kernels: Kernels): Operation<GroupNormOptions, NormGradients> =>
  groupNormBy(
    kernels,
    passesBy<GroupNormOptions>(
      kernels,
      ({ shape }) => elementCount(shape.slice(1, -1)),
      ({ groups }) => groups,
      ({ membership }) => membership,
    ),
  )
