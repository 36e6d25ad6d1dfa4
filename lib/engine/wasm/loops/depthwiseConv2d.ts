/** Depthwise convolution by loops over the heap; see `engine/convolutionGeometry.ts` for what it means. */
import type { Conv2dOptions, WeightedOperation } from '../../backend.js'
import { depthwiseGeometryOf } from '../../convolutionGeometry.js'
import { weightedBy } from '../../weighted.js'
import type { Kernels } from '../kernels.js'
import { groupedPasses } from './groupedPasses.js'

/** `Backend.depthwiseConv2d`, by loops. */
export const depthwiseConv2d = (kernels: Kernels): WeightedOperation<Conv2dOptions> =>
  weightedBy(kernels, { geometryOf: depthwiseGeometryOf, weightOf: ({ filter }) => filter, ...groupedPasses(kernels) })
