/** An optimizer moves number by number: what it reads has one shape. */
import { invariant } from '../shape/invariant.js'
import { sameShape, showShape } from '../shape/shape.js'
import type { DeviceArray } from './backend.js'

/** Throws where a gradient or what the optimizer keeps has another shape than the parameter. */
export const ofOneShape = ({ shape }: DeviceArray, gradient: DeviceArray, ...slots: readonly (DeviceArray | undefined)[]): void => {
  for (const other of [gradient, ...slots]) {
    if (other !== undefined && !sameShape(shape, other.shape)) {
      invariant(`a parameter ${showShape(shape)} was given a gradient ${showShape(other.shape)}`)
    }
  }
}
