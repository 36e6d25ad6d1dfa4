/** How much of each label, or class, of cells an answer has in common with what it should be. */

/** Of each the intersection over the union; 1 where there is neither. */
export const overlaps = (both: Float64Array, either: Float64Array): readonly number[] =>
  Array.from(both, (count, at) => ((either[at] ?? 0) === 0 ? 1 : count / (either[at] ?? 0)))
