/** Fine-tuning against training from scratch, epoch by epoch: a chart for each pruned shape that was trained both ways. */
import { type Curve, lineChart } from '../../charts/lineChart.js'
import type { RunRecord } from '../record.js'
import type { Stage } from '../stage.js'
import type { Figure } from './figure.js'
import type { Found, FoundLine } from './found.js'
import { runsText } from './runsText.js'
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
      const title = `${study.name}: fine-tuned or from scratch`
      const chart = lineChart({
        title,
        description:
          'Test errors after each epoch, on a logarithmic axis; epoch 0 of a fine-tuned network is before fine-tuning. Lines are means over seeds, bands a standard deviation up and down.',
        x: { label: 'epoch' },
        y: { label: 'test errors, percent (logarithmic)', scale: 'log', format: '~g' },
        curves: both.map(curveOf),
        dots: true,
      })
      return { name: `curves-${at}`, chart: titled(chart, runsText(both.flatMap(({ records }) => records))) }
    })
}

/** The pruned network that a line's training starts from, or takes its shape from. */
const shapeOf = ({ line: { task } }: FoundLine): Stage | undefined =>
  task.stage === 'scratch' ? task.shape : task.stage === 'trained' && task.from.stage === 'pruned' ? task.from : undefined

const curveOf = ({ line, records }: FoundLine): Curve => ({
  name: line.name,
  points: records.flatMap((record) => pointsOf(record, line.task.stage === 'trained')),
})

/** A logarithm has no place for none at all. */
const least = 0.01

const pointsOf = ({ result }: RunRecord, withStart: boolean): Curve['points'] => {
  if (result.is !== 'training') return []
  const errors = [...(withStart ? [result.start] : []), ...result.epochs.map(({ test }) => test)].map(({ accuracy }) => errorOf(accuracy))
  return errors.map((error, at) => ({ x: at + (withStart ? 0 : 1), y: Math.max(least, error) }))
}
