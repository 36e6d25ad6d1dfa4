// Sums over rows: a bias's gradient.
import { loadLanes, storeLanes } from './lanes'

/** target[column] = sum over rows of source [rows, columns], added up in float64. */
export function sumRows(source: usize, rows: i32, columns: i32, target: usize): void {
  const step = <usize>columns << 2
  for (let column = 0; column < columns; column += 4) {
    const lanes = min(columns - column, 4)
    let low = f64x2.splat(0)
    let high = low
    let at = source + (<usize>column << 2)
    for (let row = 0; row < rows; row++) {
      const value = loadLanes(at, lanes)
      low = f64x2.add(low, f64x2.promote_low_f32x4(value))
      high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<i32>(value, value, 2, 3, 2, 3)))
      at += step
    }
    const sums = v128.shuffle<i32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5)
    storeLanes(target + (<usize>column << 2), sums, lanes)
  }
}
