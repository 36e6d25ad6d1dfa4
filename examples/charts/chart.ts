/** A chart as a value: what it says, and vega-lite's specification of how. */
import type { TopLevelSpec } from 'vega-lite'

export interface Chart {
  readonly title: string
  /** what it shows, for who cannot see it */
  readonly description: string
  readonly spec: TopLevelSpec
}

export interface Axis {
  readonly label: string
  /** of d3-format: '.0%', ',', '.2~g' */
  readonly format?: string
  readonly scale?: 'linear' | 'log'
  /** without it, what the data span */
  readonly domain?: readonly [number, number]
  /** where it is marked; by default at round numbers */
  readonly ticks?: readonly number[]
  /** what is counted has no marks between whole numbers */
  readonly whole?: boolean
}
