/** What norms are told and what they give back, on every device. */
import type { Activation } from './activation.js'
import type { DeviceArray } from './deviceArray.js'

/** scale and shift [channels]; epsilon is added to the variance under the root. Acts on the last axis, maps and features alike. */
export interface NormOptions {
  readonly scale: DeviceArray
  readonly shift: DeviceArray
  readonly epsilon: number
}

/** Which of `groups` groups, counted from 0, each channel is in: membership [channels]. They need not be of one size. */
export interface GroupNormOptions extends NormOptions {
  readonly groups: number
  readonly membership: DeviceArray
}

/** Gradients of a norm by its input's own statistics. */
export interface NormGradients {
  readonly input: DeviceArray
  readonly scale: DeviceArray
  readonly shift: DeviceArray
}

/** The batch's own mean and *biased* variance over every axis but the last, each [channels]. */
export interface BatchStatistics {
  readonly mean: DeviceArray
  readonly variance: DeviceArray
}

/** Batch norm by given statistics, and the activation that follows. */
export interface BatchNormInferenceOptions extends NormOptions, BatchStatistics {
  readonly activation?: Activation | undefined
}
