/**
 * Maps made larger by a whole factor, both sides alike (PyTorch's `Upsample`, corners not aligned). Each output lies between two cells of an axis:
 *
 *     nearest:    cell floor(o / factor)
 *     bilinear:   at place max(0, (o + 1/2) / factor - 1/2), by the shares of the cell before it and the one behind; beyond the last cell there is the last
 */
import { invariant } from '../shape/invariant.js'
import { showShape } from '../shape/shape.js'
import type { DeviceArray, InputGradient, Operation, UpsampleOptions } from './backend.js'
import { type MapBatch, mapBatch } from './convolutionGeometry.js'
import type { Memory } from './memory.js'

/** The sizes of one enlargement. */
export interface UpsampleGeometry extends UpsampleOptions {
  readonly input: MapBatch
  readonly output: MapBatch
}

/** What a device computes, borrowing all it is given. */
export interface UpsamplePasses {
  readonly forward: (input: DeviceArray, geometry: UpsampleGeometry) => DeviceArray
  readonly backward: (outputGradient: DeviceArray, geometry: UpsampleGeometry) => DeviceArray
}

const geometryOf = (array: DeviceArray, options: UpsampleOptions): UpsampleGeometry => {
  const input = mapBatch(array)
  const [batch, height, width, channels] = input
  const { factor } = options
  if (!Number.isInteger(factor) || factor < 1) invariant(`maps ${showShape(input)} were to be made ${factor} times as large`)
  return { ...options, input, output: [batch, height * factor, width * factor, channels] }
}

export const upsampleBy = ({ release }: Memory, passes: UpsamplePasses): Operation<UpsampleOptions, InputGradient> => {
  const apply: Operation<UpsampleOptions, InputGradient>['apply'] = (input, options) => {
    const output = passes.forward(input, geometryOf(input, options))
    release(input)
    return output
  }
  return {
    apply,
    differentiate: (input, options) => {
      const geometry = geometryOf(input, options)
      return [
        apply(input, options),
        (outputGradient) => {
          const gradient = passes.backward(outputGradient, geometry)
          release(outputGradient)
          return { input: gradient }
        },
      ]
    },
  }
}
