/** Points: one number of each thing against another. */
import { channel } from './channel.js'
import type { Axis, Chart } from './chart.js'
import { legendOf } from './legendOf.js'

export interface ScatterPoint {
  /** what it belongs to; its color and shape */
  readonly name: string
  readonly x: number
  readonly y: number
  /** written beside it */
  readonly text?: string
}

export interface Scatter extends Omit<Chart, 'spec'> {
  readonly x: Axis
  readonly y: Axis
  readonly points: readonly ScatterPoint[]
}

export const scatter = ({ title, description, x, y, points }: Scatter): Chart => {
  const names = [...new Set(points.map(({ name }) => name))]
  const legend = legendOf(names)
  return {
    title,
    description,
    spec: {
      width: 440,
      height: 280,
      data: { values: points.map((point) => ({ text: '', ...point })) },
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
        { mark: { type: 'text', align: 'left', dx: 8 }, encoding: { text: { field: 'text', type: 'nominal' } } },
      ],
    },
  }
}
