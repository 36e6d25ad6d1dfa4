import { expect, test } from 'vitest'
import { barChart } from '../../examples/main/barChart.js'

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
