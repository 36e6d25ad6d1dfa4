/** Accuracy with one layer pruned alone, a line for each layer. */
import { lineChart } from '../../charts/lineChart.js'
import type { Figure } from './figure.js'
import type { Found } from './found.js'
import { linesText, runsText } from './runsText.js'
import { sensitivityPoints } from './sensitivityTable.js'
import { distinct } from './sweepTable.js'
import { titled } from './titled.js'

export const sensitivityFigures = ({ lines }: Found): readonly Figure[] =>
  lines.flatMap(({ line, records }, at): readonly Figure[] => {
    const points = sensitivityPoints(records)
    if (points.length === 0) return []
    const chart = lineChart({
      title: `${line.name}: how sensitive each layer is`,
      description: `Test accuracy without retraining, when channels of one layer alone are removed; a layer is called by its place in the cfg. ${linesText(records)}`,
      x: { label: 'share of the layer’s channels removed', format: '.0%' },
      y: { label: 'test accuracy', format: '.0%' },
      curves: distinct(points.map(({ index }) => index)).map((index) => ({
        name: `layer ${index}`,
        points: points.filter((point) => point.index === index).map(({ ratio, accuracy }) => ({ x: ratio, y: accuracy })),
      })),
      dots: true,
    })
    return [{ name: `sensitivity-${at}`, chart: titled(chart, runsText(records)) }]
  })
