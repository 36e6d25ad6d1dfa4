/** The mean of each channel's map: [batch, height, width, channels] -> [batch, channels]. */
import { invariant } from '../shape/invariant.js'
import { showShape } from '../shape/shape.js'
import type { DeviceArray, InputGradient, Operation } from './backend.js'
import { geometricBy, type GeometricPasses } from './geometricBy.js'
import type { Memory } from './memory.js'

/** A batch of maps as so many groups of cells of channels. */
export const mapsOf = (shape: readonly number[]): { readonly batch: number; readonly cells: number; readonly channels: number } => {
  const [batch = 0, height = 0, width = 0, channels = 0] = shape
  return { batch, cells: height * width, channels }
}

const shapeOf = ({ shape }: DeviceArray): readonly number[] =>
  shape.length === 4 && mapsOf(shape).cells > 0 ? shape : invariant(`a global average pool was given ${showShape(shape)}`)

export const globalAveragePoolBy = (memory: Memory, passes: GeometricPasses<readonly number[]>): Operation<undefined, InputGradient> =>
  geometricBy(memory, shapeOf, passes)
