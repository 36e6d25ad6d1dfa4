// The product of one row and a matrix that lies as it is: for a batch of one, where packing panels would take longer than the product.
import { storeEnded } from './ending'
import { loadLanes, storeLanes } from './lanes'

/**
 * target[column] = bias[column] + sum over k of source[k] matrix[k, column] + addend[column], ended in `activation` (ending.ts); bias or
 * addend 0: none. Reads the matrix once, from end to end.
 */
export function multiplyVector(source: usize, depth: i32, matrix: usize, columns: i32, bias: usize, target: usize, addend: usize, activation: i32): void {
  const row = <usize>columns << 2
  if (bias) memory.copy(target, bias, row)
  else memory.fill(target, 0, row)
  let k = 0
  for (; k + 4 <= depth; k += 4) {
    const value0 = v128.load32_splat(source)
    const value1 = v128.load32_splat(source, 4)
    const value2 = v128.load32_splat(source, 8)
    const value3 = v128.load32_splat(source, 12)
    const row1 = matrix + row
    const row2 = row1 + row
    const row3 = row2 + row
    const vectors = row & ~15
    let at: usize = 0
    for (; at < vectors; at += 16) {
      const upper = f32x4.add(f32x4.mul(value0, v128.load(matrix + at)), f32x4.mul(value1, v128.load(row1 + at)))
      const lower = f32x4.add(f32x4.mul(value2, v128.load(row2 + at)), f32x4.mul(value3, v128.load(row3 + at)))
      v128.store(target + at, f32x4.add(v128.load(target + at), f32x4.add(upper, lower)))
    }
    if (at < row) {
      const lanes = <i32>((row - at) >> 2)
      const upper = f32x4.add(f32x4.mul(value0, loadLanes(matrix + at, lanes)), f32x4.mul(value1, loadLanes(row1 + at, lanes)))
      const lower = f32x4.add(f32x4.mul(value2, loadLanes(row2 + at, lanes)), f32x4.mul(value3, loadLanes(row3 + at, lanes)))
      storeLanes(target + at, f32x4.add(loadLanes(target + at, lanes), f32x4.add(upper, lower)), lanes)
    }
    source += 16
    matrix += 4 * row
  }
  for (; k < depth; k++) {
    const value = v128.load32_splat(source)
    for (let at: usize = 0; at < row; at += 16) {
      const lanes = min(<i32>((row - at) >> 2), 4)
      storeLanes(target + at, f32x4.add(loadLanes(target + at, lanes), f32x4.mul(value, loadLanes(matrix + at, lanes))), lanes)
    }
    source += 4
    matrix += row
  }
  const apart = addend ? addend - target : 0
  for (let at: usize = 0; at < row; at += 16) {
    const lanes = min(<i32>((row - at) >> 2), 4)
    storeEnded(target + at, loadLanes(target + at, lanes), lanes, apart, activation)
  }
}
