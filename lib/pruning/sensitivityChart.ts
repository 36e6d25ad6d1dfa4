/** A sensitivity analysis as a picture: accuracy against the share of channels pruned, a line a layer. */
import { lineChart } from '../chart/lineChart.js'
import type { Sensitivity } from './sensitivity.js'
import { aFunction, aString, type Kinds, optional } from '../shape/kind.js'
import { checkedOptions } from '../shape/options.js'

/** The options of `sensitivityChart`. */
export interface SensitivityChartOptions {
  /** default 'Sensitivity of each layer' */
  readonly title?: string
  /** a line's name by its position in the cfg; default 'cfg[0]' */
  readonly name?: (index: number) => string
}

/**
 * The rows of `sensitivity` as an SVG that needs nothing else: write it to a file, or put it into a page.
 *
 * @see Li et al. 2017, "Pruning Filters for Efficient ConvNets", figure 2
 * @example
 * const svg = sensitivityChart([{ index: 0, ratio: 0.5, width: 8, accuracy: 0.75 }])
 * svg.includes('<title>cfg[0]: 75 % (channels pruned 50 %)</title>') // => true
 */
export const sensitivityChart = (rows: readonly Sensitivity[], options: SensitivityChartOptions = {}): string => {
  const { title = 'Sensitivity of each layer', name = (index: number) => `cfg[${index}]` } = checkedOptions(
    'sensitivityChart',
    chartKinds,
    options,
  )
  return lineChart({
    title,
    description:
      'Accuracy when channels of one layer alone are pruned, without retraining; a layer whose line falls early should keep more.',
    xLabel: 'channels pruned',
    yLabel: 'accuracy',
    yScale: 'linear',
    yDomain: [0, 1],
    showX: percent,
    showY: percent,
    styled: true,
    series: [...new Set(rows.map(({ index }) => index))].map((layer) => ({
      name: name(layer),
      dots: true,
      points: rows
        .filter(({ index }) => index === layer)
        .map(({ ratio, accuracy }) => ({ x: ratio, y: accuracy }))
        .toSorted((left, right) => left.x - right.x),
    })),
  })
}

const chartKinds: Kinds<SensitivityChartOptions> = { title: optional(aString), name: optional(aFunction<(index: number) => string>()) }

/** At most one decimal: 50 %, 12.5 %. */
const percent = (share: number): string => `${Math.round(1000 * share) / 10} %`
