// A vector's first lanes, where an array's last axis is no multiple of 4.

/** The first `lanes` (1 to 4) floats of `value`. */
// @ts-ignore: decorator
@inline
export function storeLanes(address: usize, value: v128, lanes: i32): void {
  if (lanes == 4) v128.store(address, value)
  else if (lanes == 1) v128.store_lane<f32>(address, value, 0)
  else {
    v128.store_lane<i64>(address, value, 0)
    if (lanes == 3) v128.store_lane<f32>(address + 8, value, 2)
  }
}

/** `lanes` (1 to 4) floats, then zeros; reads nothing behind them. */
// @ts-ignore: decorator
@inline
export function loadLanes(address: usize, lanes: i32): v128 {
  if (lanes == 4) return v128.load(address)
  if (lanes == 1) return v128.load32_zero(address)
  const value = v128.load64_zero(address)
  return lanes == 3 ? v128.load_lane<f32>(address + 8, value, 2) : value
}
