/** The mean of each window's cells on the map, channel by channel; a cell's gradient is the sum of dy / (cells of a window on the map) over the windows that hold it. */
import type { InputGradient, Operation, PoolOptions } from './backend.js'
import { geometricBy, type GeometricPasses } from './geometricBy.js'
import type { Memory } from './memory.js'
import { type PoolGeometry, poolGeometry } from './poolGeometry.js'

export const averagePoolBy = (memory: Memory, passes: GeometricPasses<PoolGeometry>): Operation<PoolOptions, InputGradient> =>
  geometricBy(memory, (input, options) => poolGeometry(input, { ...options, padding: 0 }), passes)
