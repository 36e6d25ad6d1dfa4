// How wide the panels are (packPanels.ts).

/** The width of the panel for the columns from `left` on, zeros included. */
// @ts-ignore: decorator
@inline
export function panelWidth(left: i32): i32 {
  if (left > 6) return 8
  return left > 4 ? 6 : 1
}
