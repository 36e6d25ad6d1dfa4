import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { barChart } from '../../examples/main/barChart.js'
import * as _ from '../../lib/chart/lineChart.js'
import { htmlTable } from '../../examples/main/htmlTable.js'
import { escaped } from '../../lib/chart/markup.js'
import { linearScale, linearTicks, logScale } from '../../lib/chart/scale.js'
import { table } from '../../examples/main/table.js'

describe('scales', () => {
  test('known ticks', () => {
    expect(linearTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
    expect(linearTicks(0, 0.7, 7)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
    expect(linearTicks(3, 17, 4)).toEqual([5, 10, 15])
    expect(logScale([0.02, 3], [0, 100]).ticks).toEqual([0.01, 0.1, 1, 10])
  })

  test('ticks lie inside, ascend, and are not many', () =>
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (from, span) => {
        const ticks = linearTicks(from, from + span, 5)
        expect(ticks.length).toBeLessThanOrEqual(12)
        expect(
          ticks.every(
            (tick, at) => tick >= from - span * 1e-6 && tick <= from + span * 1.000001 && (at === 0 || tick > (ticks[at - 1] ?? 0)),
          ),
        ).toBe(true)
      }),
    ))

  test('the ends of the domain are the ends of the range', () => {
    const { at } = linearScale([2, 4], [300, 100])
    expect([at(2), at(3), at(4)]).toEqual([300, 200, 100])
    expect(linearScale([5, 5], [0, 100]).at(5)).toBe(0)
    expect(logScale([0.1, 10], [0, 100]).at(1)).toBeCloseTo(50)
    expect(logScale([0.1, 10], [0, 100]).at(0)).toBe(0)
  })
})

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
  id: 'c',
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
    expect(svg).toContain('<title id="c-title">A &lt;title&gt;</title>')
    expect(svg).toContain('<desc id="c-description">what &amp; why</desc>')
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

  test('bars are as long as their values', () => {
    const groups = [
      { measure: 'bytes', values: [200, 50], show: String },
      { measure: 'nothing', values: [0, 0], show: String },
    ]
    const svg = barChart({ id: 'b', title: 't', description: 'd', variants: ['dense', 'slim'], groups })
    const lengths = [...svg.matchAll(/width="([\d.]+)" height="18"/g)].map(([, length]) => Number(length))
    expect(lengths).toHaveLength(4)
    expect(lengths[1]).toBeCloseTo((lengths[0] ?? 0) / 4)
    expect(svg).toContain('50 (×0.25)')
    expect(svg).not.toMatch(/NaN|Infinity|undefined/)
  })
})

describe('tables', () => {
  test('the first column to the left, numbers to the right', () =>
    expect(
      table(
        ['', 'count'],
        [
          ['ten', '10'],
          ['a thousand', '1,000'],
        ],
      ),
    ).toBe(['            count', '----------  -----', 'ten            10', 'a thousand  1,000'].join('\n')))

  test('markup is escaped', () => {
    expect(escaped('<a href="x">&')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;')
    expect(htmlTable('c', ['', 'n'], [['<b>', '1']])).toContain('<th scope="row">&lt;b&gt;</th><td>1</td>')
  })
})
