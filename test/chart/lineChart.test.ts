import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as _ from '../../lib/chart/lineChart.js'

test('names at the ends of lines keep their order, their distance and the page', () =>
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 4 }), (heights) => {
      const placed = _.spread(heights, 17, 300)
      const sorted = placed.toSorted((left, right) => left - right)
      expect(sorted.every((height, at) => height <= 300 && (at === 0 || height - (sorted[at - 1] ?? 0) >= 17))).toBe(true)
      for (const [a, first] of heights.entries())
        for (const [b, second] of heights.entries()) if (first < second) expect(placed[a]).toBeLessThan(placed[b] ?? 0)
    }),
  ))

const chart: _.LineChart = {
  title: 'A <title>',
  description: 'what & why',
  xLabel: 'epoch',
  yLabel: 'loss',
  yScale: 'log',
  showX: String,
  showY: String,
  series: [
    {
      name: 'dense',
      points: [
        { x: 0, y: 1 },
        { x: 1, y: 0.1 },
      ],
      dots: true,
    },
    {
      name: 'slim',
      points: [
        { x: 1, y: 0.5 },
        { x: 2, y: 0.1 },
      ],
    },
  ],
}

describe('charts', () => {
  test('a line chart says what it is, and draws each series', () => {
    const svg = _.lineChart(chart)
    expect(svg).toMatch(/<title id="[^"]+">A &lt;title&gt;<\/title>/)
    expect(svg).toMatch(/<desc id="[^"]+">what &amp; why<\/desc>/)
    expect(svg.match(/<path class="line/g)?.length).toBe(2)
    expect(svg.match(/<circle/g)?.length).toBe(2)
    expect(svg).not.toMatch(/NaN|Infinity|undefined/)
  })

  test('no points, one point and equal points are drawn too', () => {
    for (const points of [
      [],
      [{ x: 0, y: 0 }],
      [
        { x: 1, y: 3 },
        { x: 1, y: 3 },
      ],
    ])
      for (const yScale of ['log', 'linear'] as const)
        expect(_.lineChart({ ...chart, yScale, series: [{ name: 'only', points, dots: true }] })).not.toMatch(/NaN|Infinity|undefined/)
  })

  test('as many names as there are layers: one below the other, none cut off', () =>
    fc.assert(
      fc.property(
        fc.array(fc.record({ x: fc.integer({ min: 0, max: 2 }), y: fc.double({ min: 0, max: 1, noNaN: true }) }), { maxLength: 120 }),
        (ends) => {
          const svg = _.lineChart({ ...chart, yScale: 'linear', series: ends.map((end, at) => ({ name: `layer ${at}`, points: [end] })) })
          const height = Number(svg.match(/viewBox="0 0 [\d.]+ ([\d.]+)"/)?.[1])
          const heights = [...svg.matchAll(/<text class="name[^>]* y="([-\d.]+)"/g)]
            .map(([, y]) => Number(y))
            .toSorted((low, high) => low - high)
          expect(heights).toHaveLength(ends.length)
          heights.forEach((y, at) => {
            expect(y).toBeGreaterThanOrEqual(10)
            expect(y).toBeLessThanOrEqual(height - 10)
            if (at > 0) expect(y - heights[at - 1]!).toBeGreaterThan(18.5)
          })
        },
      ),
    ))

  test('a picture is wide enough for the longest name', () => {
    const widthFor = (name: string): number =>
      Number(_.lineChart({ ...chart, series: [{ name, points: [{ x: 0, y: 1 }] }] }).match(/viewBox="0 0 ([\d.]+)/)?.[1])
    expect(widthFor('a')).toBe(widthFor('conv 1'))
    expect(widthFor('a'.repeat(40)) - widthFor('a'.repeat(30))).toBeCloseTo(95, 0)
  })

  test('two charts on one page share no id and no rule; the same chart is the same text', () => {
    const ids = (svg: string): readonly string[] => [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!)
    const [one, other] = [
      { ...chart, styled: true },
      { ...chart, styled: true, title: 'Another' },
    ].map(_.lineChart) as [string, string]
    expect(new Set([...ids(one), ...ids(other)]).size).toBe(4)
    const scope = /svg\[aria-labelledby\^="([^"]+)"\]/
    expect(ids(one)).toContain(one.match(scope)?.[1])
    expect(ids(other)).toContain(other.match(scope)?.[1])
    expect(_.lineChart(chart)).toBe(_.lineChart({ ...chart }))
  })
})
