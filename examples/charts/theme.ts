/** Colors and type of a chart, and how vega-lite is told of them. */
import type { Config } from 'vega-lite'

export interface Theme {
  readonly ink: string
  readonly soft: string
  readonly rule: string
  readonly panel: string
  /** of the first series, the second and so on; then from the first again */
  readonly series: readonly string[]
}

/** For a picture that stands alone. Neighbors differ in lightness too. */
export const paper: Theme = {
  ink: '#1d2328',
  soft: '#59636b',
  rule: '#dcdfdf',
  panel: '#ffffff',
  series: ['#3b4a57', '#0b74b8', '#c4500b', '#2f8f5b', '#7a4fb5', '#b8860b', '#c2417c', '#3aa6a6'],
}

/** For a page that says its colors itself, by day and by night: --ink, --soft, --rule, --panel, --series-0 to --series-2. */
export const page: Theme = {
  ink: 'var(--ink)',
  soft: 'var(--soft)',
  rule: 'var(--rule)',
  panel: 'var(--panel)',
  series: ['var(--series-0)', 'var(--series-1)', 'var(--series-2)'],
}

/** Solid, long, short: with 8 colors, 24 lines differ. */
export const dashes: readonly (readonly number[])[] = [
  [1, 0],
  [9, 3],
  [3, 3],
]

const font = 'system-ui, sans-serif'

export const configOf = ({ ink, soft, rule, panel, series }: Theme): Config => ({
  aria: false,
  background: panel,
  font,
  padding: 6,
  view: { stroke: null },
  range: { category: [...series] },
  axis: {
    domainColor: soft,
    gridColor: rule,
    labelColor: soft,
    labelFlush: false,
    labelFontSize: 12,
    labelPadding: 6,
    tickColor: soft,
    tickSize: 4,
    titleColor: ink,
    titleFontSize: 12.5,
    titleFontWeight: 'normal',
    titlePadding: 10,
  },
  axisX: { grid: false },
  axisY: { domain: false, ticks: false },
  legend: {
    labelColor: ink,
    labelFontSize: 12.5,
    labelLimit: 320,
    orient: 'top',
    symbolSize: 200,
    symbolStrokeWidth: 2.2,
    title: null,
  },
  header: { labelColor: ink, labelFontSize: 12.5, title: null },
  line: { strokeWidth: 2.2, strokeJoin: 'round' },
  point: { size: 42, filled: true, opacity: 1 },
  text: { color: soft, fontSize: 12 },
})
