// Matrices with another number of columns: widened with zeros, cut back, or laid into wider ones and taken out again.
import { loadLanes, storeLanes } from './lanes'

/** target [rows, targetColumns] from source [rows, columns]: the first columns of each row, then zeros where target is wider. */
export function copyColumns(source: usize, target: usize, rows: i32, columns: i32, targetColumns: i32): void {
  const copied = min(columns, targetColumns)
  const sourceStep = <usize>columns << 2
  const targetStep = <usize>targetColumns << 2
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < targetColumns; column += 4) {
      const at = <usize>column << 2
      const value = column < copied ? loadLanes(source + at, min(copied - column, 4)) : f32x4.splat(0)
      storeLanes(target + at, value, min(targetColumns - column, 4))
    }
    source += sourceStep
    target += targetStep
  }
}

/** The first columns of each row, as many as both matrices have; what else a row of target has stays as it was. */
export function placeColumns(source: usize, target: usize, rows: i32, columns: i32, targetColumns: i32): void {
  const copied = min(columns, targetColumns)
  const bytes = <usize>copied << 2
  const whole = bytes & ~15
  const sourceStep = <usize>columns << 2
  const targetStep = <usize>targetColumns << 2
  for (let row = 0; row < rows; row++) {
    for (let at: usize = 0; at < whole; at += 16) v128.store(target + at, v128.load(source + at))
    if (bytes > whole) storeLanes(target + whole, loadLanes(source + whole, copied & 3), copied & 3)
    source += sourceStep
    target += targetStep
  }
}
