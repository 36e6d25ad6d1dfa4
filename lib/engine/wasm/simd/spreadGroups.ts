/**
 * Convolutions in thin groups as one of all channels, whose filter is 0 but for each group's inputs to its outputs: so many products more cost less than to take each
 * group's channels out and lay them back.
 */
import { elementCount } from '../../../shape/shape.js'
import { type ConvolutionGeometry, groupsOf } from '../../convolutionGeometry.js'
import type { Pass } from './convolutionPass.js'
import type { FilterGradient } from './directFilterGradient.js'
import { floats, workspaceOf } from './workspace.js'

/** The convolution of all channels. */
export const wholeOf = (geometry: ConvolutionGeometry): ConvolutionGeometry => ({
  ...geometry,
  filter: [geometry.filter[0], geometry.filter[1], geometry.input[3], geometry.output[3]],
})

/** For each input of each group: where its numbers lie in a grouped filter and in the whole one, in bytes, and how many they are. */
const eachRun = (geometry: ConvolutionGeometry, visit: (grouped: number, whole: number, count: number) => void): void => {
  const [tapsY, tapsX, read, outputs] = geometry.filter
  const groups = groupsOf(geometry)
  const made = outputs / groups
  for (let tap = 0; tap < tapsY * tapsX; tap += 1)
    for (let input = 0; input < groups * read; input += 1) {
      const first = Math.floor(input / read) * made
      visit(floats((tap * read + (input % read)) * outputs + first), floats((tap * groups * read + input) * outputs + first), made)
    }
}

/** The pass of all channels, by a filter in groups. */
export const spreadFilter = (geometry: ConvolutionGeometry, whole: Pass): Pass => {
  const { packing } = whole
  const filterBytes = floats(elementCount(wholeOf(geometry).filter))
  const parts = workspaceOf({ filter: filterBytes, rest: packing?.workspaceBytes ?? 0 })
  return {
    ...whole,
    packing: packing && {
      bytes: packing.bytes,
      workspaceBytes: parts.bytes,
      pack: (simd, from, packed, workspace) => {
        const at = parts.at(workspace)
        simd.clear(at.filter, filterBytes)
        eachRun(geometry, (grouped, placed, count) => simd.placeColumns(from + grouped, at.filter + placed, 1, count, count))
        packing.pack(simd, at.filter, packed, at.rest)
      },
    },
  }
}

/** The filter's gradient of which those of its groups are part. */
export const gatheredGradient = (geometry: ConvolutionGeometry, whole: FilterGradient): FilterGradient => {
  const parts = workspaceOf({ gradient: floats(elementCount(wholeOf(geometry).filter)), rest: whole.workspaceBytes })
  return {
    workspaceBytes: parts.bytes,
    run: (simd, input, outputGradient, target, workspace) => {
      const at = parts.at(workspace)
      whole.run(simd, input, outputGradient, at.gradient, at.rest)
      eachRun(geometry, (grouped, placed, count) => simd.placeColumns(at.gradient + placed, target + grouped, 1, count, count))
    },
  }
}
