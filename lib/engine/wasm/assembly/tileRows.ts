// Where a tile of a product finds its four rows: looked up in a table (`inTable`: multiplyRows.ts), whose entries for the tile begin at `entry`, or
// from steps; rows behind the one numbered `last` are that one again. Both are worked out when they are needed, not kept.

/** Where the row `index` of a tile is read. */
// @ts-ignore: decorator
@inline
export function readAt(inTable: bool, entry: usize, source: usize, step: usize, index: i32, last: i32): usize {
  return source + (inTable ? <usize>i32.load(entry + (<usize>index << 3)) : <usize>min(index, last) * step)
}

/** Where it is written. */
// @ts-ignore: decorator
@inline
export function writtenAt(inTable: bool, entry: usize, target: usize, step: usize, index: i32, last: i32): usize {
  return target + (inTable ? <usize>i32.load(entry + (<usize>index << 3), 4) : <usize>min(index, last) * step)
}
