/** Where batch-norm scales go under the sparsity term: a histogram for each of its weights. */
import { histogram } from '../../charts/histogram.js'
import type { RunRecord } from '../record.js'
import type { Figure } from './figure.js'
import type { Found } from './found.js'
import { whole } from './pairs.js'
import { titled } from './titled.js'
import { distinct } from './sweepTable.js'

export const scaleFigures = ({ study, lines }: Found): readonly Figure[] => {
  const trained = whole(lines.map(({ line }) => line))
  const networks = distinct(trained.map(({ task }) => JSON.stringify(task.from)))
  return networks.flatMap((network, at): readonly Figure[] => {
    const groups = trained
      .filter(({ task }) => JSON.stringify(task.from) === network)
      .toSorted((one, other) => lambdaOf(one) - lambdaOf(other))
      .map((one) => ({
        name: `λ ${lambdaOf(one)}`,
        values: (lines.find(({ line }) => line === one.line)?.records ?? []).flatMap(scalesOf),
      }))
      .filter(({ values }) => values.length > 0)
    if (groups.length < 2) return []
    const chart = histogram({
      title: `${study.name}: scales by the weight of the sparsity term`,
      description:
        'How many batch-norm scales have which magnitude after training, all seeds together; the last bar has all from 1. λ is the weight of the sparsity term.',
      x: { label: 'magnitude of a scale', domain: [0, 1.02], ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] },
      groups,
      step: 0.02,
    })
    return [{ name: `scales-${at}`, chart: titled(chart, 'number of scales, all seeds together') }]
  })
}

const lambdaOf = ({ task }: ReturnType<typeof whole>[number]): number => task.training.sparsity?.lambda ?? 0

/** A value in the middle of each hundredth, as often as it was counted. */
const scalesOf = ({ result }: RunRecord): readonly number[] =>
  result.is === 'training' ? result.scales.flatMap((count, hundredth) => Array.from({ length: count }, () => (hundredth + 0.5) / 100)) : []
