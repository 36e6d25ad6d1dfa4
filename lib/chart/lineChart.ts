/** Curves as an SVG that needs no script: axes, a line a series, its name at its end, values in tooltips. */
import { fingerprint } from './fingerprint.js'
import { escaped, pixels } from './markup.js'
import { linearScale, logScale, type Scale } from './scale.js'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Series {
  readonly name: string
  readonly points: readonly Point[]
  /** a dot with a tooltip at each point; for a few points that were measured one by one */
  readonly dots?: boolean
}

export interface LineChart {
  readonly title: string
  /** what the chart shows, for who cannot see it */
  readonly description: string
  readonly xLabel: string
  readonly yLabel: string
  readonly yScale: 'linear' | 'log'
  readonly showX: (value: number) => string
  readonly showY: (value: number) => string
  /** where the x axis is marked; by default at round numbers */
  readonly xTicks?: readonly number[]
  /** the y axis spans these at least; without it, the data */
  readonly yDomain?: readonly [number, number]
  readonly series: readonly Series[]
  /** colors and fonts inside, for a picture that stands alone; default false: the page's style sheet says them */
  readonly styled?: boolean
}

const margin = { top: 18, right: 124, bottom: 50, left: 76 }
/** from one name to the next, and what a letter takes at most on average */
const label = { gap: 19, letter: 9.5 }

/** What is where, in pixels. */
interface Layout {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  /** from the end of a line to its name */
  readonly gutter: number
  readonly width: number
  readonly height: number
}

/** As high as the names of all series need, one below the other, and as wide as the longest. */
const layoutOf = ({ series }: LineChart): Layout => {
  const [left, right, top] = [margin.left, 436, margin.top]
  const bottom = Math.max(260, top + label.gap * series.length)
  const gutter = Math.max(12, (bottom - top) / 16)
  const longest = Math.max(0, ...series.map((one) => one.name.length))
  const width = Math.ceil(right + Math.max(margin.right, gutter + label.letter * longest))
  return { left, right, top, bottom, gutter, width, height: bottom + margin.bottom }
}

/** Least and greatest, of something at least. */
export const extent = (values: readonly number[]): readonly [number, number] =>
  values.length === 0
    ? [0, 1]
    : values.reduce<readonly [number, number]>(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity])

/** Names at the ends of lines, moved apart where they would overlap; the order of their heights stays. */
export const spread = (heights: readonly number[], gap: number, lowest: number): readonly number[] => {
  const order = heights.map((_, index) => index).toSorted((left, right) => (heights[left] ?? 0) - (heights[right] ?? 0))
  const placed = [...heights]
  let above = Number.NEGATIVE_INFINITY
  for (const index of order) {
    above = Math.max(placed[index] ?? 0, above + gap)
    placed[index] = above
  }
  let below = lowest
  for (const index of order.toReversed()) {
    below = Math.min(placed[index] ?? 0, below)
    placed[index] = below
    below -= gap
  }
  return placed
}

const axes = (layout: Layout, x: Scale, y: Scale, { xLabel, yLabel, showX, showY }: LineChart): string => {
  const rows = y.ticks.map((tick) => {
    const at = pixels(y.at(tick))
    return `<line class="grid" x1="${layout.left}" x2="${layout.right}" y1="${at}" y2="${at}"/><text class="tick" x="${layout.left - 8}" y="${at}" dy="0.32em" text-anchor="end">${escaped(showY(tick))}</text>`
  })
  const columns = x.ticks.map((tick) => {
    const at = pixels(x.at(tick))
    return `<line class="axis" x1="${at}" x2="${at}" y1="${layout.bottom}" y2="${layout.bottom + 4}"/><text class="tick" x="${at}" y="${layout.bottom + 20}" text-anchor="middle">${escaped(showX(tick))}</text>`
  })
  const middle = (layout.top + layout.bottom) / 2
  return `${rows.join('\n')}
<line class="axis" x1="${layout.left}" x2="${layout.right}" y1="${layout.bottom}" y2="${layout.bottom}"/>
${columns.join('\n')}
<text class="label" x="${(layout.left + layout.right) / 2}" y="${layout.height - 6}" text-anchor="middle">${escaped(xLabel)}</text>
<text class="label" transform="rotate(-90 15 ${middle})" x="15" y="${middle}" text-anchor="middle">${escaped(yLabel)}</text>`
}

const line = ({ name, points, dots }: Series, order: number, x: Scale, y: Scale, { showX, showY, xLabel }: LineChart): string => {
  const path = points.map((point, at) => `${at === 0 ? 'M' : 'L'}${pixels(x.at(point.x))} ${pixels(y.at(point.y))}`).join('')
  const marks = (dots === true ? points : []).map(
    (point) =>
      `<circle class="dot series-${order}" cx="${pixels(x.at(point.x))}" cy="${pixels(y.at(point.y))}" r="4"><title>${escaped(`${name}: ${showY(point.y)} (${xLabel} ${showX(point.x)})`)}</title></circle>`,
  )
  return `<path class="line series-${order}" d="${path}"/>${marks.join('')}`
}

/**
 * Each name beside the end of its line, a little below where the line ends before the others do; with a leader where it had to move. No two
 * are at one height, so none overlap, wherever their lines end.
 */
const nameLabels = (series: readonly Series[], layout: Layout, x: Scale, y: Scale): readonly string[] => {
  const ends = series.map(({ points }) => points.at(-1) ?? { x: 0, y: 1 })
  const rightmost = Math.max(...ends.map((end) => end.x))
  const wanted = ends.map((end) => y.at(end.y) + (end.x < rightmost ? 9 : 0))
  const heights = spread(wanted, label.gap, layout.bottom - label.gap / 2)
  return series.map(({ name }, order) => {
    const end = ends[order] ?? { x: 0, y: 1 }
    const [left, top] = [x.at(end.x), heights[order] ?? 0]
    const moved = Math.abs(top - (wanted[order] ?? 0)) > label.gap / 2
    const leader = `<path class="leader series-${order}" d="M${pixels(left)} ${pixels(y.at(end.y))}L${pixels(left + layout.gutter - 3)} ${pixels(top)}"/>`
    return `${moved ? leader : ''}<text class="name series-${order}" x="${pixels(left + layout.gutter)}" y="${pixels(top)}" dy="0.32em">${escaped(name)}</text>`
  })
}

/** Rules for this chart alone. Hues a golden angle apart differ for any number of series, and so do dashes from one to the next. */
const ownStyle = (id: string, { series }: LineChart): string => {
  const own = `svg[aria-labelledby^="${id}-title"]`
  const rules = [
    '{ font: 14.5px system-ui, sans-serif; background: #ffffff }',
    '.grid { stroke: #dcdfdf }',
    '.axis { stroke: #59636b }',
    '.tick { fill: #59636b }',
    '.label { fill: #1d2328 }',
    '.line { fill: none; stroke-width: 2.2; stroke-linejoin: round }',
    '.leader { fill: none; stroke-width: 1; opacity: 0.6 }',
    '.name { font-weight: 600 }',
    ...series.flatMap((_, order) => {
      const color = `hsl(${Math.round((205 + 137.5 * order) % 360)} 75% 34%)`
      return [
        `.line.series-${order} { stroke: ${color}; stroke-dasharray: ${['none', '9 3', '3 3'][order % 3]} }`,
        `.leader.series-${order} { stroke: ${color} }`,
        `.dot.series-${order}, .name.series-${order} { fill: ${color} }`,
      ]
    }),
  ]
  return rules.map((rule) => `${own} ${rule}`).join('\n')
}

/** The chart as an `<svg>` with a title and a description. Its ids follow from what it shows, so that many stand on one page. */
export const lineChart = (chart: LineChart): string => {
  const id = `chart-${fingerprint(JSON.stringify(chart))}`
  const layout = layoutOf(chart)
  const all = chart.series.flatMap(({ points }) => points)
  const [low, high] = extent([...all.map(({ y }) => y), ...(chart.yDomain ?? [])])
  const across = linearScale(extent([0, ...all.map((point) => point.x)]), [layout.left, layout.right], 6)
  const x: Scale = { ...across, ticks: chart.xTicks ?? across.ticks }
  const y =
    chart.yScale === 'log'
      ? logScale([Math.max(low, 1e-6), high], [layout.bottom, layout.top])
      : linearScale([low, high], [layout.bottom, layout.top])
  const names = nameLabels(chart.series, layout, x, y)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${layout.width} ${layout.height}" role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${escaped(chart.title)}</title><desc id="${id}-description">${escaped(chart.description)}</desc>${chart.styled === true ? `\n<style>${ownStyle(id, chart)}</style>` : ''}
${axes(layout, x, y, chart)}
${chart.series.map((series, order) => line(series, order, x, y, chart)).join('\n')}
${names.join('\n')}
</svg>`
}
