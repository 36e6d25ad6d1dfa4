// How wide the panels are (packPanels.ts).

/** The width of the panel for the columns from `left` on, zeros included. */
// @ts-ignore: decorator
@inline
export function panelWidth(left: i32): i32 {
  if (left > 6) return 8
  if (left > 2) return (left + 1) & ~1
  return 1
}
