/** Points: one number of each thing against another. */
import { channel } from './channel.js'
import type { Axis, Chart } from './chart.js'
import { legendOf } from './legendOf.js'
import { paper } from './theme.js'

export interface ScatterPoint {
  /** what it belongs to; its color and shape */
  readonly name: string
  readonly x: number
  readonly y: number
  /** written beside it, to its right by default */
  readonly text?: string
  readonly side?: 'left' | 'right'
}

export interface Scatter extends Omit<Chart, 'spec'> {
  readonly x: Axis
  readonly y: Axis
  readonly points: readonly ScatterPoint[]
  /** a dashed line from one place to another, and what it stands for */
  readonly line?: { readonly from: readonly [number, number]; readonly to: readonly [number, number]; readonly text: string }
}

export const scatter = ({ title, description, x, y, points, line }: Scatter): Chart => {
  const names = [...new Set(points.map(({ name }) => name))]
  const legend = legendOf(names)
  return {
    title,
    description,
    spec: {
      width: 440,
      height: 280,
      data: { values: points.map((point) => ({ text: '', side: 'right', ...point })) },
      encoding: {
        x: { field: 'x', type: 'quantitative', ...channel(x) },
        y: { field: 'y', type: 'quantitative', ...channel(y) },
      },
      layer: [
        {
          mark: { type: 'point', size: 64 },
          encoding: {
            color: { field: 'name', type: 'nominal', scale: { domain: names }, legend },
            shape: { field: 'name', type: 'nominal', scale: { domain: names }, legend },
          },
        },
        ...(['right', 'left'] as const).map((side) => ({
          transform: [{ filter: `datum.side === '${side}'` }],
          mark: { type: 'text' as const, align: side === 'right' ? ('left' as const) : ('right' as const), dx: side === 'right' ? 8 : -8 },
          encoding: { text: { field: 'text', type: 'nominal' as const } },
        })),
        ...(line === undefined ? [] : dashed(line)),
      ],
    },
  }
}

const dashed = ({ from, to, text }: NonNullable<Scatter['line']>) => {
  const [rule, label] = ['line' as const, 'text' as const]
  return [
    {
      data: { values: [from, to].map(([x, y]) => ({ x, y })) },
      mark: { type: rule, strokeDash: [4, 4], strokeWidth: 1, color: paper.soft },
    },
    {
      data: { values: [{ x: to[0], y: to[1], text }] },
      mark: { type: label, align: 'right' as const, baseline: 'bottom' as const, dx: -14, color: paper.soft },
      encoding: { text: { field: 'text', type: 'nominal' as const } },
    },
  ]
}
