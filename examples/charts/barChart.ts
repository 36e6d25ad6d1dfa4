/** Bars side by side in groups: before and after of each measure, kept and removed of each layer. */
import { channel } from './channel.js'
import type { Axis, Chart } from './chart.js'

export interface Bar {
  readonly group: string
  /** which of the group's bars; its color */
  readonly name: string
  readonly value: number
  /** what is written at its end */
  readonly text?: string
}

export interface BarChart extends Omit<Chart, 'spec'> {
  /** of the values; undefined: the text at the bars says enough */
  readonly axis?: Axis
  readonly bars: readonly Bar[]
  /** lying below one another, or standing side by side; default lying */
  readonly standing?: boolean
}

const thickness = 17

export const barChart = ({ title, description, axis, bars, standing = false }: BarChart): Chart => {
  const names = [...new Set(bars.map(({ name }) => name))]
  const groups = [...new Set(bars.map(({ group }) => group))]
  const [along, across, inside] = standing ? (['y', 'x', 'xOffset'] as const) : (['x', 'y', 'yOffset'] as const)
  const size = groups.length * (names.length * thickness + 14)
  return {
    title,
    description,
    spec: {
      ...(standing ? { width: size, height: 240 } : { width: 330, height: size }),
      data: { values: bars.map((bar) => ({ text: '', ...bar })) },
      encoding: {
        [along]: {
          field: 'value',
          type: 'quantitative',
          ...(axis === undefined ? { axis: null } : channel(axis)),
        },
        [across]: {
          field: 'group',
          type: 'nominal',
          sort: groups,
          title: null,
          scale: { paddingInner: 0.22, paddingOuter: 0.1 },
          axis: { domain: false, ticks: false, grid: false, labelAngle: 0 },
        },
        [inside]: { field: 'name', type: 'nominal', sort: names, scale: { paddingInner: 0.12 } },
      },
      layer: [
        {
          mark: 'bar',
          encoding: {
            color: {
              field: 'name',
              type: 'nominal',
              scale: { domain: names },
              legend: names.length > 1 ? { symbolType: 'square', symbolSize: 120 } : null,
            },
          },
        },
        {
          mark: standing ? { type: 'text', baseline: 'bottom', dy: -3 } : { type: 'text', align: 'left', dx: 6 },
          encoding: { text: { field: 'text', type: 'nominal' } },
        },
      ],
    },
  }
}
