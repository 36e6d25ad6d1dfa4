/** The passes of our kernels, by which a convolution may be computed. */
import { oneGroup } from '../../../lib/engine/convolutionGeometry.js'
import { type EndingAt, noEnding, type Pass } from '../../../lib/engine/wasm/simd/convolutionPass.js'
import * as dense from '../../../lib/engine/wasm/simd/denseConvolution.js'
import * as direct from '../../../lib/engine/wasm/simd/directConvolution.js'
import { directFilterGradient } from '../../../lib/engine/wasm/simd/directFilterGradient.js'
import { filterGradientInGroups, inputGradientInGroups, outputInGroups } from '../../../lib/engine/wasm/simd/groupedConvolution.js'
import type { SimdKernels } from '../../../lib/engine/wasm/simd/simdKernels.js'
import { gatheredGradient, spreadFilter, wholeOf } from '../../../lib/engine/wasm/simd/spreadGroups.js'
import * as winograd from '../../../lib/engine/wasm/simd/winogradConvolution.js'
import { winogradFilterGradient } from '../../../lib/engine/wasm/simd/winogradFilterGradient.js'
import { workspaceOf } from '../../../lib/engine/wasm/simd/workspace.js'

export const passes = {
  direct: { forward: direct.directConvolution, inputGradient: direct.directInputGradient, filterGradient: directFilterGradient },
  dense: { forward: dense.denseConvolution, inputGradient: dense.denseInputGradient, filterGradient: directFilterGradient },
  winograd: {
    forward: winograd.winogradConvolution,
    inputGradient: winograd.winogradInputGradient,
    filterGradient: winogradFilterGradient,
  },
}

/** By the passes of one group. */
export const grouped = (kind: keyof typeof passes): (typeof passes)['direct'] => ({
  forward: (geometry) => outputInGroups(geometry, passes[kind].forward(oneGroup(geometry))),
  inputGradient: (geometry) => inputGradientInGroups(geometry, passes[kind].inputGradient(oneGroup(geometry))),
  filterGradient: (geometry) => filterGradientInGroups(geometry, passes[kind].filterGradient(oneGroup(geometry))),
})

/** By those of all channels. */
export const spread: typeof grouped = (kind) => ({
  forward: (geometry) => spreadFilter(geometry, passes[kind].forward(wholeOf(geometry))),
  inputGradient: (geometry) => spreadFilter(geometry, passes[kind].inputGradient(wholeOf(geometry))),
  filterGradient: (geometry) => gatheredGradient(geometry, passes[kind].filterGradient(wholeOf(geometry))),
})

/** A pass whose filter is packed in its workspace memory, and what memory that is. */
export const packedNow = ({ packing, workspaceBytes, run }: Pass) => {
  const parts = workspaceOf({ packed: packing!.bytes, rest: Math.max(workspaceBytes, packing!.workspaceBytes) })
  return {
    workspaceBytes: parts.bytes,
    run: (
      simd: SimdKernels,
      source: number,
      filter: number,
      bias: number,
      target: number,
      workspace: number,
      ending: EndingAt = noEnding,
    ): void => {
      const at = parts.at(workspace)
      packing!.pack(simd, filter, at.packed, at.rest)
      run(simd, source, at.packed, bias, target, ending, at.rest)
    },
  }
}
