/** What a device computes so that one step's gradients do not carry a network away. Nothing of it is read: a norm stays where it is used. */
import type { DeviceArray } from './deviceArray.js'

/** The operations that gradients are clipped by. */
export interface ClippingOperations {
  /**
   * The Euclidean norm of all numbers of these arrays (one or more, borrowed) together, [1]: sqrt(sum of x^2). It is infinite or NaN where one of
   * the numbers is, or where float32 cannot hold it; squares of finite numbers do not make it so.
   */
  readonly globalNorm: (arrays: readonly DeviceArray[]) => DeviceArray
  /**
   * An array (taken) times min(1, most / (norm + 1e-6)), where the norm [1] is borrowed. NaN throughout where the norm is not finite: by a factor of
   * 0 what is wrong would vanish.
   */
  readonly clipByNorm: (array: DeviceArray, norm: DeviceArray, most: number) => DeviceArray
  /** min(max(x, -most), most) of each number x of an array (taken). NaN of what is not finite, which would pass for sound else. */
  readonly clipByValue: (array: DeviceArray, most: number) => DeviceArray
}
