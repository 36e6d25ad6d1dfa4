/** What stays of a layer's arrays when channels go. */
import type { ArraySpec, Axis } from '../layer/definition.js'
import { slice } from '../shape/gathered.js'
import { elementCount } from '../shape/shape.js'

/** Which inputs and outputs a layer keeps; undefined for all. */
export interface Kept {
  readonly inputs: readonly number[] | undefined
  readonly outputs: readonly number[] | undefined
}

/** How many there are where all are kept, and in how many groups the one are made of the other. */
export interface Whole {
  readonly inputs: number
  readonly outputs: number
  readonly groups: number
}

/** An array's entries for the kept inputs and outputs. In groups, each group's outputs keep those of the inputs that they see. */
export const keptValues = (
  values: Float32Array,
  { shape, axes }: ArraySpec,
  kept: Kept,
  { inputs, outputs, groups }: Whole,
): Float32Array => {
  const along = (axis: Axis): readonly number[] | undefined => (axis === 'inputs' || axis === 'outputs' ? kept[axis] : undefined)
  if (groups === 1 || !axes.includes('group')) return slice(values, shape, axes.map(along))
  const parts = Array.from({ length: groups }, (_, group) => {
    const seen = kept.inputs === undefined ? undefined : inPart(kept.inputs, group, inputs / groups)
    const first = (group * outputs) / groups
    const made = inPart(kept.outputs ?? Array.from({ length: outputs }, (_, at) => at), group, outputs / groups).map(
      (place) => first + place,
    )
    return slice(
      values,
      shape,
      axes.map((axis) => (axis === 'outputs' ? made : axis === 'group' ? seen : undefined)),
    )
  })
  const rows = elementCount(
    axes
      .slice(0, axes.indexOf('outputs'))
      .map((axis, at) => (axis === 'group' && kept.inputs ? kept.inputs.length / groups : (shape[at] ?? 1))),
  )
  return besideEachOther(parts, rows)
}

/** Those of ascending positions that are in one of so many equal parts, counted from its beginning. */
const inPart = (positions: readonly number[], part: number, size: number): readonly number[] =>
  positions.filter((position) => Math.floor(position / size) === part).map((position) => position - part * size)

/** Arrays of so many rows, row by row. */
const besideEachOther = (parts: readonly Float32Array[], rows: number): Float32Array => {
  const width = parts.reduce((sum, { length }) => sum + length / rows, 0)
  const together = new Float32Array(rows * width)
  let first = 0
  for (const part of parts) {
    const own = part.length / rows
    for (let row = 0; row < rows; row += 1) together.set(part.subarray(row * own, (row + 1) * own), row * width + first)
    first += own
  }
  return together
}
