/** Accuracy without retraining against the share of channels gone: by ranking, and greedy beside independent. */
import { lineChart } from '../../charts/lineChart.js'
import type { Figure } from './figure.js'
import type { Found, FoundLine } from './found.js'
import { linesText, runsText } from './runsText.js'
import { distinct, rankingText, type SweepPoint, sweepPoints } from './sweepTable.js'
import { greedyMatters } from './greedyMatters.js'
import { titled } from './titled.js'

export const sweepFigures = ({ lines }: Found): readonly Figure[] => lines.flatMap(figuresOfLine)

const figuresOfLine = ({ line, records }: FoundLine, at: number): readonly Figure[] => {
  const points = sweepPoints(records)
  const selections = distinct(points.map(({ selection }) => selection))
  const plain = points.filter(({ selection }) => selection === selections[0])
  const figure = (name: string, title: string, of: readonly SweepPoint[], nameOf: (point: SweepPoint) => string): readonly Figure[] => {
    const names = distinct(of.map(nameOf))
    const chart = lineChart({
      title: `${line.name}: ${title}`,
      description: `Test accuracy without retraining, when the same share of every layer’s channels is removed. ${linesText(records)}`,
      x: { label: 'share of the channels removed', format: '.0%' },
      y: { label: 'test accuracy', format: '.0%', domain: [0, 1] },
      curves: names.map((one) => ({
        name: one,
        points: of.filter((point) => nameOf(point) === one).map(({ ratio, accuracy }) => ({ x: ratio, y: accuracy })),
      })),
      dots: true,
    })
    return names.length < 2 ? [] : [{ name: `${name}-${at}`, chart: titled(chart, runsText(records)) }]
  }
  const byRanking = ({ ranking }: SweepPoint): string => rankingText(ranking)
  return [
    ...figure(
      'order',
      'smallest, random or largest',
      plain.filter(({ ranking }) => ranking === 'l1' || ranking === 'random' || ranking.startsWith('largest')),
      byRanking,
    ),
    ...figure(
      'criteria',
      'by which criterion',
      plain.filter(({ ranking }) => ranking === 'l1' || ranking === 'l2' || ranking === 'scale' || ranking.startsWith('activation')),
      byRanking,
    ),
    ...(greedyMatters(line.task)
      ? figure(
          'selection',
          'greedy or independent, smallest L1',
          points.filter(({ ranking }) => ranking === 'l1'),
          ({ selection }) => selection,
        )
      : []),
  ]
}
