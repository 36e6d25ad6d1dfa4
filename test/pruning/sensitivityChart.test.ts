import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sensitivityChart } from '../../lib/pruning/sensitivityChart.js'

const share = fc.double({ min: 0, max: 1, noNaN: true })
const rows = fc.array(fc.record({ index: fc.nat({ max: 60 }), ratio: share, width: fc.nat({ max: 64 }), accuracy: share }), {
  maxLength: 40,
})

describe('the chart of a sensitivity analysis', () => {
  test('a line a layer and a dot a row', () =>
    fc.assert(
      fc.property(rows, (measured) => {
        const svg = sensitivityChart(measured)
        expect(svg.match(/<path class="line/g)?.length ?? 0).toBe(new Set(measured.map(({ index }) => index)).size)
        expect(svg.match(/<circle/g)?.length ?? 0).toBe(measured.length)
        expect(svg).not.toMatch(/NaN|Infinity|undefined/)
      }),
    ))

  test('it says what it is to who cannot see it, and brings its style', () => {
    const svg = sensitivityChart([{ index: 1, ratio: 0.5, width: 2, accuracy: 0.25 }], {
      title: 'VGG <16>',
      name: (index) => `conv ${index}`,
    })
    expect(svg).toContain('role="img"')
    expect(svg).toMatch(/<title id="[^"]+">VGG &lt;16&gt;<\/title>/)
    expect(svg).toContain('<title>conv 1: 25 % (channels pruned 50 %)</title>')
    expect(svg).toContain('<style>')
  })
})
