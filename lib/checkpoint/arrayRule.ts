/** What numbers an array of a layer can have, by what it is for. */
import type { Role } from '../layer/definition.js'
import type { Layer } from '../layer/layer.js'

/** A condition on each number, beside the one before it. */
export interface ArrayRule {
  readonly name: string
  readonly has: (value: number, before: number) => boolean
}

/**
 * Finite numbers; zeros and ones in a mask; positions that ascend in a selection.
 *
 * @example
 * arrayRule('mask', maskedLinear(linear(2, 1))).name // => 'zeros and ones'
 */
export const arrayRule = (role: Role, layer: Layer): ArrayRule => {
  if (role === 'mask') return { name: 'zeros and ones', has: (value) => value === 0 || value === 1 }
  if (role !== 'positions' || layer._tag !== 'channelSelection') return { name: 'finite numbers', has: Number.isFinite }
  const { inChannels } = layer
  return {
    name: `whole numbers that ascend below ${inChannels}`,
    has: (value, before) => Number.isInteger(value) && value > before && value < inChannels,
  }
}

/** Where the first number stands that breaks the rule; -1 if none does. */
export const brokenAt = ({ has }: ArrayRule, values: Float32Array): number =>
  values.findIndex((value, at) => !has(value, values[at - 1] ?? -1))
