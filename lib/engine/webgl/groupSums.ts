/**
 * Sums over groups of rows in two draws: some √groups partial sums, then their sum. A fragment for each partial sum keeps a GPU busy, and no
 * sum has more than some √groups terms in a row, which is what float32's rounding error grows with.
 */
import type { DeviceArray } from '../backend.js'
import type { Drawing } from './drawing.js'
import { program } from './program.js'

/** How many groups there are, and how many of them make a part. */
interface Parts {
  readonly groups: number
  readonly perPart: number
  readonly parts: number
}

export const partsOf = (groups: number): Parts => {
  const perPart = Math.max(1, Math.ceil(Math.sqrt(groups)))
  return { groups, perPart, parts: Math.max(1, Math.ceil(groups / perPart)) }
}

/** Rows of x in groups of `inner`; a row of the output is a part's sum of the rows in one place of their groups. */
const sumsOfGroups = program(
  'sums of groups of rows',
  ['x'],
  { groups: 'int', perPart: 'int', inner: 'int', factor: 'float' },
  `
vec4 value(int row, int quad) {
  int first = row / inner * perPart, end = min(groups, first + perPart);
  vec4 sum = vec4(0.0);
  for (int group = first; group < end; group += 1) sum += x((group * inner + row % inner) * xQuads + quad);
  return sum * factor;
}`,
)

/** [groups, ...shape] summed to `shape`, times `factor`; borrows. */
export const groupSums = (
  { draw, release }: Drawing,
  x: DeviceArray,
  groups: number,
  shape: readonly number[],
  factor = 1,
): DeviceArray => {
  const inner = shape.slice(0, -1).reduce((product, size) => product * size, 1)
  const { parts, perPart } = partsOf(groups)
  if (parts === 1) return draw(sumsOfGroups, { x }, shape, { groups, perPart: groups, inner, factor })
  const partial = draw(sumsOfGroups, { x }, [parts, ...shape], { groups, perPart, inner, factor: 1 })
  const sums = draw(sumsOfGroups, { x: partial }, shape, { groups: parts, perPart: parts, inner, factor })
  release(partial)
  return sums
}
