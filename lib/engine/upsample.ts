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
import { geometricBy, type GeometricPasses } from './geometricBy.js'
import type { Memory } from './memory.js'

/** The sizes of one enlargement. */
export interface UpsampleGeometry extends UpsampleOptions {
  readonly input: MapBatch
  readonly output: MapBatch
}

const geometryOf = (array: DeviceArray, options: UpsampleOptions): UpsampleGeometry => {
  const input = mapBatch(array)
  const [batch, height, width, channels] = input
  const { factor } = options
  if (!Number.isInteger(factor) || factor < 1) invariant(`maps ${showShape(input)} were to be made ${factor} times as large`)
  return { ...options, input, output: [batch, height * factor, width * factor, channels] }
}

export const upsampleBy = (memory: Memory, passes: GeometricPasses<UpsampleGeometry>): Operation<UpsampleOptions, InputGradient> =>
  geometricBy(memory, geometryOf, passes)
