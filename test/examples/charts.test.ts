import { describe, expect, test } from 'vitest'
import { barChart } from '../../examples/charts/barChart.js'
import type { Chart } from '../../examples/charts/chart.js'
import { histogram } from '../../examples/charts/histogram.js'
import { type Curve, lineChart } from '../../examples/charts/lineChart.js'
import { scatter } from '../../examples/charts/scatter.js'
import { svg } from '../../examples/charts/svg.js'
import { page } from '../../examples/charts/theme.js'

const said = { title: 'A <title>', description: 'what & "why"' }
const lines = (curves: readonly Curve[], scale: 'linear' | 'log' = 'linear'): Chart =>
  lineChart({ ...said, x: { label: 'epoch' }, y: { label: 'loss', scale }, curves, dots: true })
const bars = (standing: boolean): Chart =>
  barChart({
    ...said,
    axis: { label: 'channels' },
    standing,
    bars: [
      { group: 'first', name: 'before', value: 200 },
      { group: 'first', name: 'after', value: 50, text: '50 (×0.25)' },
      { group: 'second', name: 'before', value: 0 },
      { group: 'second', name: 'after', value: 0 },
    ],
  })
const charts: Readonly<Record<string, Chart>> = {
  lines: lines([
    { name: 'one run', points: [{ x: 0, y: 1 }] },
    { name: 'two runs', points: [1, 2].map((y) => ({ x: 0, y })) },
  ]),
  'lying bars': bars(false),
  'standing bars': bars(true),
  histogram: histogram({ ...said, x: { label: 'scale' }, groups: [{ name: 'all', values: [0, 0.1, 0.2, 0.9] }] }),
  scatter: scatter({
    ...said,
    x: { label: 'work', scale: 'log' },
    y: { label: 'time' },
    points: [{ name: 'a', x: 10, y: 1, text: 'net' }],
  }),
}
const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

describe('charts', () => {
  test.each(Object.entries(charts))(
    '%s: the same text each time, whatever was drawn between, without what a page has once',
    async (_, chart) => {
      const drawn = await svg(chart)()
      await svg(bars(false), page)()
      expect(await svg(chart)()).toBe(drawn)
      expect(drawn).toMatch(/^<svg role="img" aria-label="A &lt;title&gt;. what &amp; &quot;why&quot;" /)
      expect(drawn).not.toMatch(/ id="|url\(|NaN|Infinity|undefined|null/)
    },
  )

  test.each([
    ['no curve', []],
    ['no point', [[]]],
    ['one point', [[{ x: 0, y: 0 }]]],
    ['equal points', [[{ x: 1, y: 3 }, { x: 1, y: 3 }]]], // biome-ignore format: a row
    ['runs that differ by more than their mean', [[{ x: 1, y: 0.001 }, { x: 1, y: 3 }]]], // biome-ignore format: a row
  ])('lines of %s', async (_, points) => {
    const curves = points.map((some, at) => ({ name: `curve ${at}`, points: some }))
    for (const scale of ['linear', 'log'] as const) expect(await svg(lines(curves, scale))()).not.toMatch(/NaN|Infinity|undefined/)
  })

  test('a band where a line has several runs, half a deviation of two runs each way; none where it has one', async () => {
    const runs = (values: readonly number[]) => [0, 1].flatMap((x) => values.map((y) => ({ x, y })))
    const chart = (values: readonly number[]): Chart =>
      lineChart({ ...said, x: { label: '' }, y: { label: '', domain: [0, 240] }, curves: [{ name: 'a', points: runs(values) }] })
    const area = /d="(M[^"]*)"[^>]*opacity="0.18"/
    expect(await svg(chart([120]))()).not.toMatch(area)
    const band = area.exec(await svg(chart([100, 140]))())?.[1] ?? ''
    const heights = new Set([...band.matchAll(/[ML]-?[\d.]+,(-?[\d.]+)/g)].map(([, y]) => Math.round(10 * Number(y)) / 10))
    // a sample's: 20 · √2
    expect([...heights].toSorted((low, high) => low - high)).toEqual([91.7, 148.3])
  })

  test('bars are as long as their values, and say what they are told', async () => {
    const drawn = await svg(bars(false))()
    const lengths = [...drawn.matchAll(/d="M0,[\d.]+h([\d.]+)v[^"]*" fill=/g)].map(([, length]) => Number(length))
    expect(drawn).toContain('>50 (×0.25)<')
    expect(lengths).toEqual([330, 82.5, 0, 0])
  })

  test('a page says its colors itself', async () => {
    const drawn = await svg(charts['lines'] ?? bars(true), page)()
    expect(drawn).not.toMatch(/#[\da-f]{3,}/)
    expect(count(drawn, /var\(--series-1\)/g)).toBeGreaterThan(0)
  })
})
