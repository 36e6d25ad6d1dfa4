/**
 * Convolutions in groups by the passes of one group: its channels are taken out of the maps, its filters out of the filter, and what comes of them is laid
 * among the outputs. So a group is computed by whatever is fastest for a convolution of its size.
 */
import { elementCount } from '../../../shape/shape.js'
import { type ConvolutionGeometry, groupsOf, type MapBatch, oneGroup } from '../../convolutionGeometry.js'
import type { Pass } from './convolutionPass.js'
import type { FilterGradient } from './directFilterGradient.js'
import type { SimdKernels } from './simdKernels.js'
import { floats, wholeLines, workspaceOf } from './workspace.js'

/** The group's channels of rows, by themselves: `at` is the address of the first. */
const takeOut = (simd: SimdKernels, at: number, rows: number, channels: number, taken: number, to: number): void =>
  simd.placeColumns(at, to, rows, channels, taken)

/** The way back. */
const layAmong = (simd: SimdKernels, from: number, rows: number, laid: number, channels: number, at: number): void =>
  simd.placeColumns(from, at, rows, laid, channels)

const rowsOf = ([batch, height, width]: MapBatch): number => batch * height * width

/** The pass that makes maps of so many groups, `one` of which it makes; each reads and writes as many channels as another. */
const inGroups = (geometry: ConvolutionGeometry, source: MapBatch, target: MapBatch, one: Pass): Pass => {
  const groups = groupsOf(geometry)
  const [read, made] = [source[3] / groups, target[3] / groups]
  const [tapsY, tapsX, filterRows, filters] = geometry.filter
  const filtersOfOne = filters / groups
  const packedBytes = wholeLines(one.packing?.bytes ?? 0)
  const filterBytes = floats(tapsY * tapsX * filterRows * filtersOfOne)
  const parts = workspaceOf({
    source: floats(rowsOf(source) * read),
    target: floats(rowsOf(target) * made),
    addend: floats(rowsOf(target) * made),
    rest: one.workspaceBytes,
  })
  const packingParts = workspaceOf({ filter: filterBytes, rest: one.packing?.workspaceBytes ?? 0 })
  return {
    packing: {
      bytes: groups * packedBytes,
      workspaceBytes: packingParts.bytes,
      pack: (simd, filter, packed, workspace) => {
        const at = packingParts.at(workspace)
        for (let group = 0; group < groups; group += 1) {
          takeOut(simd, filter + floats(group * filtersOfOne), tapsY * tapsX * filterRows, filters, filtersOfOne, at.filter)
          one.packing?.pack(simd, at.filter, packed + group * packedBytes, at.rest)
        }
      },
    },
    workspaceBytes: parts.bytes,
    run: (simd, from, filter, bias, to, { addend, activation }, workspace) => {
      const at = parts.at(workspace)
      for (let group = 0; group < groups; group += 1) {
        const first = floats(group * made)
        takeOut(simd, from + floats(group * read), rowsOf(source), source[3], read, at.source)
        if (addend !== 0) takeOut(simd, addend + first, rowsOf(target), target[3], made, at.addend)
        const ending = { addend: addend === 0 ? 0 : at.addend, activation }
        one.run(simd, at.source, filter + group * packedBytes, bias === 0 ? 0 : bias + first, at.target, ending, at.rest)
        layAmong(simd, at.target, rowsOf(target), made, target[3], to + first)
      }
    },
  }
}

/** The output, by the pass that makes one group's. */
export const outputInGroups = (geometry: ConvolutionGeometry, one: Pass): Pass => inGroups(geometry, geometry.input, geometry.output, one)

/** The input's gradient, by the pass that makes one group's. */
export const inputGradientInGroups = (geometry: ConvolutionGeometry, one: Pass): Pass =>
  inGroups(geometry, geometry.output, geometry.input, one)

/** The filter's gradient, by the pass that makes one group's. */
export const filterGradientInGroups = (geometry: ConvolutionGeometry, one: FilterGradient): FilterGradient => {
  const { filter, input, output } = geometry
  const groups = groupsOf(geometry)
  const ofOne = oneGroup(geometry)
  const filterRows = filter[0] * filter[1] * filter[2]
  const made = ofOne.output[3]
  const parts = workspaceOf({
    input: floats(elementCount(ofOne.input)),
    outputGradient: floats(elementCount(ofOne.output)),
    gradient: floats(elementCount(ofOne.filter)),
    rest: one.workspaceBytes,
  })
  return {
    workspaceBytes: parts.bytes,
    run: (simd, inputAt, outputGradientAt, target, workspace) => {
      const at = parts.at(workspace)
      for (let group = 0; group < groups; group += 1) {
        const first = floats(group * made)
        takeOut(simd, inputAt + floats(group * filter[2]), rowsOf(input), input[3], filter[2], at.input)
        takeOut(simd, outputGradientAt + first, rowsOf(output), output[3], made, at.outputGradient)
        one.run(simd, at.input, at.outputGradient, at.gradient, at.rest)
        layAmong(simd, at.gradient, filterRows, made, filter[3], target + first)
      }
    },
  }
}
