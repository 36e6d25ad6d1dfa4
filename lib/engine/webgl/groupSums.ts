/**
 * Sums over groups of rows in two draws: some √groups partial sums, then their sum. A fragment for each partial sum keeps a GPU busy, and no
 * sum has more than some √groups terms in a row, which is what float32's rounding error grows with.
 */
import type { DeviceArray } from '../backend.js'
import type { Drawing } from './drawing.js'
import { type Program, program } from './program.js'

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

/** Partial sums of two terms of each row: GLSL of `at`, the texel in an array of rows. [parts, 2, channels], for `groupSums` to add up. */
export const pairOfSums = <const Input extends string>(
  name: string,
  inputs: readonly Input[],
  one: string,
  other: string,
): Program<Input, 'groups' | 'perPart'> =>
  program(
    name,
    inputs,
    { groups: 'int', perPart: 'int' },
    `
vec4 one(int at, int quad) { return ${one}; }
vec4 other(int at, int quad) { return ${other}; }
vec4 value(int row, int quad) {
  int first = row / 2 * perPart, end = min(groups, first + perPart);
  vec4 sum = vec4(0.0);
  for (int group = first; group < end; group += 1) {
    int at = group * outputQuads + quad;
    sum += (row & 1) == 0 ? one(at, quad) : other(at, quad);
  }
  return sum;
}`,
  )
