// Matrices with another number of columns: widened with zeros, cut back, or laid into wider ones and taken out again.
import { loadLanes, storeLanes } from './lanes'

// @ts-ignore: decorator
@inline
function copyFloats(source: usize, target: usize, count: i32): void {
  const whole = <usize>(count & ~3) << 2
  for (let at: usize = 0; at < whole; at += 16) v128.store(target + at, v128.load(source + at))
  const lanes = count & 3
  if (lanes) storeLanes(target + whole, loadLanes(source + whole, lanes), lanes)
}

// @ts-ignore: decorator
@inline
function clearFloats(target: usize, count: i32): void {
  const whole = <usize>(count & ~3) << 2
  for (let at: usize = 0; at < whole; at += 16) v128.store(target + at, f32x4.splat(0))
  const lanes = count & 3
  if (lanes) storeLanes(target + whole, f32x4.splat(0), lanes)
}

/** The first columns of each row, as many as both matrices have; what else a row of target has stays as it was. */
export function placeColumns(source: usize, target: usize, rows: i32, columns: i32, targetColumns: i32): void {
  const copied = min(columns, targetColumns)
  for (let row = 0; row < rows; row++) {
    copyFloats(source, target, copied)
    source += <usize>columns << 2
    target += <usize>targetColumns << 2
  }
}

/** target [rows, targetColumns] from source [rows, columns]: the first columns of each row, then zeros where target is wider. */
export function copyColumns(source: usize, target: usize, rows: i32, columns: i32, targetColumns: i32): void {
  const copied = min(columns, targetColumns)
  for (let row = 0; row < rows; row++) {
    copyFloats(source, target, copied)
    clearFloats(target + (<usize>copied << 2), targetColumns - copied)
    source += <usize>columns << 2
    target += <usize>targetColumns << 2
  }
}
