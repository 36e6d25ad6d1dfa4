/** A sensitivity analysis as a picture: accuracy against the share of channels pruned, a line a layer. */
import { type ScaleLinear, scaleLinear } from 'd3-scale'
import { line } from 'd3-shape'
import type { Sensitivity } from '../pruning/sensitivity.js'
import { aFunction, aNumber, aString, kind, type Kinds, listOf, optional } from '../shape/kind.js'
import { checkedArgument, checkedOptions } from '../shape/options.js'
import { spread } from './spread.js'

/** The options of `sensitivityChart`. */
export interface SensitivityChartOptions {
  /** default 'Sensitivity of each layer' */
  readonly title?: string | undefined
  /** a line's name by its position in the cfg; default 'cfg[0]' */
  readonly name?: ((index: number) => string) | undefined
}

const chartKinds: Kinds<SensitivityChartOptions> = { title: optional(aString), name: optional(aFunction<(index: number) => string>()) }

const chartRows = listOf(
  'rows { index, ratio, accuracy }',
  kind<Sensitivity>('a row', (value) => {
    const { index, ratio, accuracy } = { ...(value as Partial<Sensitivity> | null | undefined) } // of anything, what is there
    return aNumber.is(index) && aNumber.is(ratio) && aNumber.is(accuracy)
  }),
)

/** One layer's line. */
interface Series {
  readonly name: string
  readonly rows: readonly Sensitivity[]
  /** a hue a golden angle from the one before, and other dashes: any number of neighbors differ */
  readonly color: string
  readonly dashes: string
}

interface Scales {
  readonly x: ScaleLinear<number, number>
  readonly y: ScaleLinear<number, number>
}

const [left, right, top] = [76, 436, 18]
/** from one name to the next, and what a letter takes at most on average */
const label = { gap: 19, letter: 9.5 }
const [soft, ink, rule] = ['#59636b', '#1d2328', '#dcdfdf']

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** A tenth of a pixel cannot be seen. */
const pixels = (value: number): number => Math.round(value * 10) / 10

/** At most one decimal: 50 %, 12.5 %. */
const percent = (share: number): string => `${Math.round(1000 * share) / 10} %`

const seriesOf = (rows: readonly Sensitivity[], name: (index: number) => string): readonly Series[] =>
  [...new Set(rows.map(({ index }) => index))].map((layer, order) => ({
    name: name(layer),
    rows: rows.filter(({ index }) => index === layer).toSorted((one, other) => one.ratio - other.ratio),
    color: `hsl(${Math.round((205 + 137.5 * order) % 360)} 75% 34%)`,
    dashes: ['none', '9 3', '3 3'][order % 3] ?? 'none',
  }))

const axes = ({ x, y }: Scales): string => {
  const [bottom = 0, highest = 0] = y.range()
  const rows = y.ticks(5).map((tick) => {
    const at = pixels(y(tick))
    return `<path stroke="${rule}" d="M${left} ${at}H${right}"/><text fill="${soft}" x="${left - 8}" y="${at}" dy="0.32em" text-anchor="end">${percent(tick)}</text>`
  })
  const columns = x.ticks(6).map((tick) => {
    const at = pixels(x(tick))
    return `<path stroke="${soft}" d="M${at} ${bottom}v4"/><text fill="${soft}" x="${at}" y="${bottom + 20}" text-anchor="middle">${percent(tick)}</text>`
  })
  const middle = (highest + bottom) / 2
  return `${rows.join('\n')}
<path stroke="${soft}" d="M${left} ${bottom}H${right}"/>
${columns.join('\n')}
<text fill="${ink}" x="${(left + right) / 2}" y="${bottom + 44}" text-anchor="middle">channels pruned</text>
<text fill="${ink}" transform="rotate(-90 15 ${middle})" x="15" y="${middle}" text-anchor="middle">accuracy</text>`
}

/** The line, and a dot with a tooltip at each of its rows. */
const drawn = ({ name, rows, color, dashes }: Series, { x, y }: Scales): string => {
  const path = line<Sensitivity>(
    ({ ratio }) => x(ratio),
    ({ accuracy }) => y(accuracy),
  ).digits(1)
  const dots = rows.map(
    ({ ratio, accuracy }) =>
      `<circle fill="${color}" cx="${pixels(x(ratio))}" cy="${pixels(y(accuracy))}" r="4"><title>${escaped(`${name}: ${percent(accuracy)} (channels pruned ${percent(ratio)})`)}</title></circle>`,
  )
  return `<path fill="none" stroke="${color}" stroke-width="2.2" stroke-linejoin="round" stroke-dasharray="${dashes}" d="${path(rows) ?? ''}"/>${dots.join('')}`
}

/**
 * Each name beside the end of its line, a little below where the line ends before the others do; with a leader where it had to move. No two
 * are at one height, so none overlap, wherever their lines end.
 */
const names = (series: readonly Series[], gutter: number, { x, y }: Scales): readonly string[] => {
  const ends = series.map(({ rows }) => rows.at(-1) ?? { ratio: 0, accuracy: 1 })
  const rightmost = Math.max(...ends.map(({ ratio }) => ratio))
  const wanted = ends.map(({ ratio, accuracy }) => y(accuracy) + (ratio < rightmost ? 9 : 0))
  const heights = spread(wanted, label.gap, (y.range()[0] ?? 0) - label.gap / 2)
  return ends.map(({ ratio, accuracy }, order) => {
    const { name, color } = series[order] ?? { name: '', color: ink }
    const [from, to] = [x(ratio), heights[order] ?? 0]
    const moved = Math.abs(to - (wanted[order] ?? 0)) > label.gap / 2
    const leader = `<path stroke="${color}" opacity="0.6" d="M${pixels(from)} ${pixels(y(accuracy))}L${pixels(from + gutter - 3)} ${pixels(to)}"/>`
    return `${moved ? leader : ''}<text class="name" font-weight="600" fill="${color}" x="${pixels(from + gutter)}" y="${pixels(to)}" dy="0.32em">${escaped(name)}</text>`
  })
}

/**
 * The rows of `sensitivity` as an SVG that needs nothing else: write it to a file, or put it into a page. As high as the names of all layers
 * need, one below the other, and as wide as the longest.
 *
 * @see Li et al. 2017, "Pruning Filters for Efficient ConvNets", figure 2
 * @example
 * const svg = sensitivityChart([{ index: 0, ratio: 0.5, width: 8, accuracy: 0.75 }])
 * svg.includes('<title>cfg[0]: 75 % (channels pruned 50 %)</title>') // => true
 */
export const sensitivityChart = (rows: readonly Sensitivity[], options: SensitivityChartOptions = {}): string => {
  const { title = 'Sensitivity of each layer', name = (index: number) => `cfg[${index}]` } = checkedOptions(
    'sensitivityChart',
    chartKinds,
    options,
  )
  const series = seriesOf(checkedArgument('sensitivityChart', 'rows', chartRows, rows), name)
  const bottom = Math.max(260, top + label.gap * series.length)
  const gutter = Math.max(12, (bottom - top) / 16)
  const longest = Math.max(0, ...series.map((one) => one.name.length))
  const width = Math.ceil(right + Math.max(124, gutter + label.letter * longest))
  const most = Math.max(0, ...rows.map(({ ratio }) => ratio))
  const scales = {
    x: scaleLinear([0, most > 0 ? most : 1], [left, right]),
    y: scaleLinear([0, 1], [bottom, top]),
  }
  const description = `${title}. Accuracy when channels of one layer alone are pruned, without retraining; a layer whose line falls early should keep more.`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${bottom + 50}" role="img" aria-label="${escaped(description)}" font-family="system-ui, sans-serif" font-size="14.5">
<rect width="100%" height="100%" fill="#ffffff"/>
${axes(scales)}
${series.map((one) => drawn(one, scales)).join('\n')}
${names(series, gutter, scales).join('\n')}
</svg>`
}
