/** The names of a chart's series above it, in as many columns as the chart is wide; of one series none. */
export const legendOf = (names: readonly string[]): { readonly columns: number; readonly labelLimit: number } | null =>
  names.length > 1
    ? { columns: Math.max(1, Math.floor(width / (symbol + letter * Math.max(...names.map(({ length }) => length))))), labelLimit: noLimit }
    : null

const [width, symbol, letter] = [480, 44, 7]
/** vega measures a name, without a canvas, as a third wider than it is drawn, and would cut what fits. */
const noLimit = 0
