/** Accuracy with one layer pruned alone, a line for each layer. */
import type { Chart } from '../../charts/chart.js'
import { lineChart } from '../../charts/lineChart.js'
import type { Figure } from './figure.js'
import type { Found, FoundLine } from './found.js'
import { linesText, runsText } from './runsText.js'
import { sensitivityPoints, stagePoints } from './sensitivityTable.js'
import { rootOf, startOf } from '../stage.js'
import { placeText } from './stageOfNetwork.js'
import { distinct } from './sweepTable.js'
import { titled } from './titled.js'

export const sensitivityFigures = ({ lines }: Found): readonly Figure[] =>
  lines.flatMap((found, at): readonly Figure[] => {
    const { line, records } = found
    const points = sensitivityPoints(records)
    if (points.length === 0) return []
    const { network } = rootOf(startOf(line.task))
    const chart = lineChart({
      title: `${line.name}: how sensitive each layer is`,
      description: `Test accuracy without retraining, when channels of one layer alone are removed; a layer is called by its place in the cfg. ${linesText(records)}`,
      x: { label: 'share of the layer’s channels removed', format: '.0%' },
      y: { label: 'test accuracy', format: '.0%' },
      curves: distinct(points.map(({ index }) => index)).map((index) => ({
        name: placeText(network, index),
        points: points.filter((point) => point.index === index).map(({ ratio, accuracy }) => ({ x: ratio, y: accuracy })),
      })),
      dots: true,
    })
    return [
      { name: `sensitivity-${at}`, chart: titled(chart, runsText(records)) },
      ...byStage(found).map((stages) => ({ name: `stages-${at}`, chart: titled(stages, runsText(records)) })),
    ]
  })

/** A line for each stage, where there are several. */
const byStage = (found: FoundLine): readonly Chart[] => {
  const points = stagePoints(found)
  const stages = distinct(points.map(({ stage }) => stage)).toSorted((one, other) => one - other)
  return stages.length < 2
    ? []
    : [
        lineChart({
          title: `${found.line.name}: how sensitive the layers of each stage are`,
          description: `Test accuracy without retraining, when channels of one layer alone are removed: the mean over the layers of a stage. ${linesText(found.records)}`,
          x: { label: 'share of one layer’s channels removed', format: '.0%' },
          y: { label: 'test accuracy', format: '.0%' },
          curves: stages.map((stage) => ({
            name: `stage ${stage}`,
            points: points.filter((point) => point.stage === stage).map(({ ratio, accuracy }) => ({ x: ratio, y: accuracy })),
          })),
          dots: true,
        }),
      ]
}
