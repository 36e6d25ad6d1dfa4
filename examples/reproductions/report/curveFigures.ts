/** Fine-tuning against training from scratch or distillation, epoch by epoch: a chart for each pruned shape that was trained in several ways. */
import { type Curve, lineChart } from '../../charts/lineChart.js'
import type { RunRecord } from '../record.js'
import type { Stage } from '../stage.js'
import type { Figure } from './figure.js'
import type { Found, FoundLine } from './found.js'
import { curveName, linesText, runsText } from './runsText.js'
import { sharedName } from './sharedName.js'
import { distinct } from './sweepTable.js'
import { titled } from './titled.js'
import { errorOf } from './trainingLine.js'

export const curveFigures = ({ study, lines }: Found): readonly Figure[] => {
  const shaped = lines.flatMap((found) => {
    const shape = shapeOf(found)
    return shape === undefined || found.records.length === 0 ? [] : [{ shape: JSON.stringify(shape), found }]
  })
  return distinct(shaped.map(({ shape }) => shape))
    .map((shape) => shaped.flatMap((each) => (each.shape === shape ? [each.found] : [])))
    .filter((both) => both.length > 1)
    .map((both, at) => {
      const { shared, own } = sharedName(both.map(({ line }) => line.name))
      const title = `${shared === '' ? study.name : shared}: ${distinct(both.map(wayOf)).join(' or ')}`
      const records = both.map((found) => found.records)
      const chart = lineChart({
        title,
        description: `Test errors after each epoch, on a logarithmic axis; epoch 0 is the pruned network before its first step. ${linesText(...records)}`,
        x: { label: 'epoch', whole: true },
        y: { label: 'test errors, percent (logarithmic)', scale: 'log', format: '~g' },
        curves: both.map((found, place) => curveOf(found, curveName(own[place] ?? found.line.name, found.records, records))),
        dots: true,
      })
      return { name: `curves-${at}`, chart: titled(chart, runsText(...records)) }
    })
}

/** What became of the shape, in a title. */
const wayOf = ({ line: { task } }: FoundLine): string =>
  task.stage === 'scratch' ? 'from scratch' : task.stage === 'trained' && task.training.distilled !== undefined ? 'distilled' : 'fine-tuned'

/** The pruned network that a line's training starts from, or takes its shape from. */
const shapeOf = ({ line: { task } }: FoundLine): Stage | undefined =>
  task.stage === 'scratch' ? task.shape : task.stage === 'trained' && task.from.stage === 'pruned' ? task.from : undefined

const curveOf = ({ line, records }: FoundLine, name: string): Curve => ({
  name,
  points: records.flatMap((record) => pointsOf(record, line.task.stage === 'trained')),
})

/** A logarithm has no place for none at all. */
const least = 0.01

const pointsOf = ({ result }: RunRecord, withStart: boolean): Curve['points'] => {
  if (result.is !== 'training') return []
  const errors = [...(withStart ? [result.start] : []), ...result.epochs.map(({ test }) => test)].map(({ accuracy }) => errorOf(accuracy))
  return errors.map((error, at) => ({ x: at + (withStart ? 0 : 1), y: Math.max(least, error) }))
}
