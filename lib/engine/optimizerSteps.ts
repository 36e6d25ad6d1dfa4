/** What a device computes for an optimizer: one trained array's step, with what is kept of it. */
import type { DeviceArray } from './deviceArray.js'

/** One parameter's update by SGD (Sutskever et al. 2013, as PyTorch writes it). */
export interface SgdOptions {
  readonly learningRate: number
  readonly momentum: number
  readonly nesterov: boolean
  readonly weightDecay: number
}

/** One parameter's update by Adam; `decoupled` weight decay makes it AdamW. */
export interface AdamOptions {
  readonly learningRate: number
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  readonly weightDecay: number
  readonly decoupled: boolean
  /** the step's number, counted from 1 through the whole fit */
  readonly step: number
}

/** One parameter's update by RMSProp. */
export interface RmsPropOptions {
  readonly learningRate: number
  readonly alpha: number
  readonly epsilon: number
  readonly momentum: number
  readonly weightDecay: number
}

/** One parameter's update by Lion. */
export interface LionOptions {
  readonly learningRate: number
  readonly beta1: number
  readonly beta2: number
  readonly weightDecay: number
}

/** The steps of every optimizer. */
export interface OptimizerSteps {
  /**
   * One step: g = gradient + weightDecay p; v = momentum v + g (v = g at the first step, when no velocity is given);
   * p - learningRate (nesterov ? g + momentum v : v). Borrows all; returns new arrays (no velocity where momentum is 0).
   */
  readonly sgd: (
    parameter: DeviceArray,
    gradient: DeviceArray,
    velocity: DeviceArray | undefined,
    options: SgdOptions,
  ) => { readonly parameter: DeviceArray; readonly velocity: DeviceArray | undefined }
  /** One step (formulas: adam.ts); no moments at the first. Borrows all; returns new arrays. */
  readonly adam: (
    parameter: DeviceArray,
    gradient: DeviceArray,
    moments: { readonly first: DeviceArray; readonly second: DeviceArray } | undefined,
    options: AdamOptions,
  ) => { readonly parameter: DeviceArray; readonly first: DeviceArray; readonly second: DeviceArray }
  /** One step (formulas: rmsProp.ts); nothing kept at the first, and no velocity where the momentum is 0. Borrows all; returns new arrays. */
  readonly rmsProp: (
    parameter: DeviceArray,
    gradient: DeviceArray,
    kept: { readonly meanSquare: DeviceArray | undefined; readonly velocity: DeviceArray | undefined },
    options: RmsPropOptions,
  ) => { readonly parameter: DeviceArray; readonly meanSquare: DeviceArray; readonly velocity: DeviceArray | undefined }
  /** One step (formulas: lion.ts); no moment at the first. Borrows all; returns new arrays. */
  readonly lion: (
    parameter: DeviceArray,
    gradient: DeviceArray,
    first: DeviceArray | undefined,
    options: LionOptions,
  ) => { readonly parameter: DeviceArray; readonly first: DeviceArray }
}
