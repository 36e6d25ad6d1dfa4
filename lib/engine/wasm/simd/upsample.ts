/** Larger maps by our kernels; see `engine/upsample.ts` for what they mean. */
import type { InputGradient, Operation, UpsampleOptions } from '../../backend.js'
import { upsampleBy, type UpsampleGeometry } from '../../upsample.js'
import type { InPlaceKernels } from './inPlaceKernels.js'
import { floats, workspaceOf } from './workspace.js'

const sizesOf = ({ input, factor, interpolation }: UpsampleGeometry) => {
  const [, , width, channels] = input
  const parts = workspaceOf({ table: floats(3 * width * factor), row: floats(width * channels) })
  const sizes = [...input, factor, Number(interpolation === 'bilinear')]
  return {
    workspaceBytes: parts.bytes,
    /** what both kernels are told behind the maps' addresses */
    told: (workspace: number): readonly number[] => {
      const { table, row } = parts.at(workspace)
      return [...sizes, table, row]
    },
  }
}

/** `Backend.upsample` by our kernels. */
export const upsample = (kernels: InPlaceKernels): Operation<UpsampleOptions, InputGradient> =>
  upsampleBy(kernels, {
    forward: (input, geometry) => {
      const { workspaceBytes, told } = sizesOf(geometry)
      const [output] = kernels.inPlace([input], [geometry.output], workspaceBytes, (simd, [x], [y], workspace) =>
        simd.enlarge(x, y, ...told(workspace)),
      )
      return output
    },
    backward: (outputGradient, geometry) => {
      const { workspaceBytes, told } = sizesOf(geometry)
      const [gradient] = kernels.inPlace([outputGradient], [geometry.input], workspaceBytes, (simd, [dy], [dx], workspace) =>
        simd.enlargeGradient(dy, dx, ...told(workspace)),
      )
      return gradient
    },
  })
