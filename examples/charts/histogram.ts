/** How values are distributed: one histogram below the other, over one axis. */
import { channel } from './channel.js'
import type { Axis, Chart } from './chart.js'

export interface Histogram extends Omit<Chart, 'spec'> {
  readonly x: Axis
  readonly groups: readonly { readonly name: string; readonly values: readonly number[] }[]
  /** about so many; default 40 */
  readonly bins?: number
  /** how wide each is, instead */
  readonly step?: number
}

export const histogram = ({ title, description, x, groups, bins = 40, step }: Histogram): Chart => ({
  title,
  description,
  spec: {
    data: { values: groups.flatMap(({ name, values }) => values.map((value) => ({ name, value }))) },
    facet: { field: 'name', type: 'nominal', sort: groups.map(({ name }) => name), header: { labelAnchor: 'start' } },
    columns: 1,
    spacing: 14,
    spec: {
      width: 400,
      height: 80,
      mark: { type: 'bar', binSpacing: 1 },
      encoding: {
        x: { field: 'value', type: 'quantitative', bin: step === undefined ? { maxbins: bins } : { step }, ...channel(x) },
        y: { aggregate: 'count', type: 'quantitative', title: null, axis: { tickCount: 3 } },
        color: { field: 'name', type: 'nominal', scale: { domain: groups.map(({ name }) => name) }, legend: null },
      },
    },
    resolve: { scale: { y: 'independent' } },
  },
})
