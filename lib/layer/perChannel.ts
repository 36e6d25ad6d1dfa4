import { constant } from '../random/initializers.js'
import { type ArrayRule, finite } from './arrayRule.js'
import type { ArraySpec } from './definition.js'

/** An array of a norm, as PyTorch names it: a number for each channel, the same at first. */
export const perChannel =
  (channels: number) =>
  (moduleName: string, role: ArraySpec['role'], value: number, holds: ArrayRule = finite): ArraySpec => ({
    moduleName,
    role,
    shape: [channels],
    axes: ['outputs'],
    holds,
    initial: constant(value),
  })
