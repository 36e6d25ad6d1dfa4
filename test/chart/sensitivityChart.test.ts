import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sensitivityChart } from '../../lib/chart/sensitivityChart.js'

const share = fc.double({ min: 0, max: 1, noNaN: true })
const rows = fc.array(fc.record({ index: fc.nat({ max: 60 }), ratio: share, width: fc.nat({ max: 64 }), accuracy: share }), {
  maxLength: 120,
})
const row = { index: 1, ratio: 0.5, width: 2, accuracy: 0.25 }

describe('the chart of a sensitivity analysis', () => {
  test('a line a layer and a dot a row; each name below another, none cut off', () =>
    fc.assert(
      fc.property(rows, (measured) => {
        const svg = sensitivityChart(measured)
        const layers = new Set(measured.map(({ index }) => index)).size
        expect(svg.match(/<path fill="none"/g)?.length ?? 0).toBe(layers)
        expect(svg.match(/<circle/g)?.length ?? 0).toBe(measured.length)
        expect(svg).not.toMatch(/NaN|Infinity|undefined/)
        const height = Number(svg.match(/viewBox="0 0 [\d.]+ ([\d.]+)"/)?.[1])
        const heights = [...svg.matchAll(/<text class="name"[^>]* y="([-\d.]+)"/g)]
          .map(([, y]) => Number(y))
          .toSorted((low, high) => low - high)
        expect(heights).toHaveLength(layers)
        heights.forEach((y, at) => {
          expect(y).toBeGreaterThanOrEqual(10)
          expect(y).toBeLessThanOrEqual(height - 10)
          if (at > 0) expect(y - heights[at - 1]!).toBeGreaterThan(18.5)
        })
      }),
    ))

  test('dots are where their numbers are', () => {
    const svg = sensitivityChart([
      { ...row, ratio: 0, accuracy: 1 },
      { ...row, ratio: 0.5, accuracy: 0.5 },
      { ...row, ratio: 1, accuracy: 0 },
    ])
    const dots = [...svg.matchAll(/cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)])
    expect(dots).toEqual([
      [76, 18],
      [256, 139],
      [436, 260],
    ])
    expect(svg).toContain('d="M76,18L256,139L436,260"')
  })

  test('it says what it is to who cannot see it, and brings its colors', () => {
    const svg = sensitivityChart([row], { title: 'VGG <16>', name: (index) => `conv ${index}` })
    expect(svg).toMatch(/^<svg [^>]*role="img" aria-label="VGG &lt;16&gt;\. /)
    expect(svg).toContain('<title>conv 1: 25 % (channels pruned 50 %)</title>')
    expect(svg).not.toMatch(/ id="|<style|var\(/)
  })

  test('a picture is wide enough for the longest name', () => {
    const widthFor = (name: string): number => Number(sensitivityChart([row], { name: () => name }).match(/viewBox="0 0 ([\d.]+)/)?.[1])
    expect(widthFor('a')).toBe(widthFor('conv 1'))
    expect(widthFor('a'.repeat(40)) - widthFor('a'.repeat(30))).toBeCloseTo(95, 0)
  })
})
