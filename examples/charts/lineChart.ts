/** Lines, and a band where a line stands for several runs. */
import type { Axis, Chart } from './chart.js'
import { channel } from './channel.js'
import { legendOf } from './legendOf.js'
import { dashes } from './theme.js'

export interface Curve {
  readonly name: string
  /** several at one x, one a run: the line goes through their means, and the band is a standard deviation up and down */
  readonly points: readonly { readonly x: number; readonly y: number }[]
}

export interface LineChart extends Omit<Chart, 'spec'> {
  readonly x: Axis
  readonly y: Axis
  readonly curves: readonly Curve[]
  /** a dot at each mean; for a few that were measured one by one */
  readonly dots?: boolean
}

export const lineChart = ({ title, description, x, y, curves, dots = false }: LineChart): Chart => {
  const names = curves.map(({ name }) => name)
  const columns = legendOf(names)
  const legend = columns && ({ ...columns, symbolType: 'stroke', symbolFillColor: 'none', symbolOpacity: 1 } as const)
  return {
    title,
    description,
    spec: {
      width: 440,
      height: 240,
      data: { values: curves.flatMap(({ name, points }) => points.map((point) => ({ name, ...point }))) },
      transform: [
        {
          aggregate: [
            { op: 'mean', field: 'y', as: 'mean' },
            { op: 'stdev', field: 'y', as: 'deviation' },
            { op: 'count', as: 'runs' },
          ],
          groupby: ['name', 'x'],
        },
      ],
      encoding: { x: { field: 'x', type: 'quantitative', ...channel(x) } },
      layer: [
        {
          transform: [
            { filter: 'datum.runs > 1' },
            { calculate: 'datum.mean - datum.deviation', as: 'low' },
            { calculate: 'datum.mean + datum.deviation', as: 'high' },
            // A logarithm has no place for less.
            ...(y.scale === 'log' ? [{ filter: 'datum.low > 0' }] : []),
          ],
          mark: { type: 'area', opacity: 0.18 },
          encoding: {
            y: { field: 'low', type: 'quantitative', ...channel(y) },
            y2: { field: 'high' },
            color: { field: 'name', type: 'nominal', scale: { domain: names }, legend },
          },
        },
        {
          mark: { type: 'line', point: dots },
          encoding: {
            y: { field: 'mean', type: 'quantitative', ...channel(y) },
            color: { field: 'name', type: 'nominal', scale: { domain: names }, legend },
            strokeDash: { field: 'name', type: 'nominal', scale: { domain: names, range: dashes.map((dash) => [...dash]) }, legend },
          },
        },
      ],
    },
  }
}
