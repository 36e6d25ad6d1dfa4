/** Which values of a convolution a fragment computes together. */
import { type ConvolutionGeometry, isSquare, type MapBatch } from '../convolutionGeometry.js'
import { eightColumns, fourColumns } from './severalColumns.js'
import { severalSamples } from './severalSamples.js'
import type { ProgramsOfSeveral } from './programsOfSeveral.js'
import { texelsOf } from './texelLayout.js'

/** What decides. */
export interface Fragments {
  /** fewer do not keep a GPU busy: each then computes one value */
  readonly fewest: number
  /** how many arrays one writes at most; WebGL 2 promises four */
  readonly outputs: number
}

/** Programs, the shape of each of their lanes, and what they are told of it. */
export interface Together {
  readonly programs: ProgramsOfSeveral
  readonly shape: readonly number[]
  readonly cut: Readonly<Record<string, number>>
}

/** For the arrays of shape `map` that such a convolution computes; undefined where one value a fragment does better. */
export const togetherOf = (
  { fewest, outputs }: Fragments,
  geometry: ConvolutionGeometry,
  [samples, height, width, channels]: MapBatch,
): Together | undefined => {
  const columns = outputs < 8 ? fourColumns : eightColumns
  const groups = Math.ceil(width / columns.count)
  const ofColumns = { programs: columns, shape: [samples, height, groups, channels], cut: { groups, columns: width } }
  // lanes behind the last column compute for nothing
  if (isSquare(geometry, 3, 1) && 2 * width > columns.count && texelsOf(ofColumns.shape) >= fewest) return ofColumns
  const each = Math.ceil(samples / severalSamples.count)
  const shape = [each, height, width, channels]
  if (samples > 1 && texelsOf(shape) >= fewest) return { programs: severalSamples, shape, cut: { samples, each, texels: texelsOf(shape) } }
  return undefined
}
