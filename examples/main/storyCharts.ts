/** The charts of the two stories. */
import { barChart } from '../charts/barChart.js'
import type { Chart } from '../charts/chart.js'
import { lineChart } from '../charts/lineChart.js'
import type { ConvnetStory } from './convnetStory.js'
import type { Measurement } from './measurement.js'
import type { MlpStory } from './mlpStory.js'
import { grouped, milliseconds, percent } from './numerals.js'
import type { Curves, Point } from './training.js'

const lastX = (points: readonly Point[]): number => points.at(-1)?.x ?? 0

/** Moved right, to begin where the dense network's curve ends. */
const after = (dense: Curves, points: readonly Point[]): readonly Point[] => points.map(({ x, y }) => ({ x: x + lastX(dense.accuracy), y }))

// A logarithm has no place for 0; no error at all is drawn here.
const leastError = 0.001

interface Variant {
  readonly name: string
  readonly curves: Curves
}

/** Loss while training, and errors after each epoch: the dense network first, what was made of it from where it ended. */
const curveCharts = (name: string, dense: Curves, variants: readonly Variant[]): readonly Chart[] => {
  const curves = (pick: (curves: Curves) => readonly Point[]) => [
    { name: 'dense', points: pick(dense) },
    ...variants.map((variant) => ({ name: variant.name, points: after(dense, pick(variant.curves)) })),
  ]
  const x = { label: 'epoch' }
  return [
    lineChart({
      title: `${name}: loss while training`,
      description: 'Cross-entropy of the training batches, averaged over about 10; fine-tuning goes on where the dense network stopped.',
      x,
      y: { label: 'loss (log)', scale: 'log', format: '.2~g' },
      curves: curves(({ loss }) => loss),
    }),
    lineChart({
      title: `${name}: errors after each epoch`,
      description: 'Share of the validation images wrong; the first dot of each smaller network is before any fine-tuning.',
      x,
      y: { label: 'validation errors (log)', scale: 'log', format: '.2~%' },
      curves: curves(({ accuracy }) => accuracy.map((point) => ({ x: point.x, y: Math.max(leastError, 1 - point.y) }))),
      dots: true,
    }),
  ]
}

/** '×0.23', how much of the first is left; nothing for the first itself. */
const factor = (value: number, first: number): string => (first > 0 ? ` (×${(value / first).toFixed(2)})` : '')

const beforeAndAfter = (
  name: string,
  variants: readonly { readonly name: string; readonly row: Measurement }[],
  withNonzero: boolean,
): Chart => {
  const group = (measure: string, pick: (row: Measurement) => number, show: (value: number) => string) => {
    const values = variants.map(({ row }) => pick(row))
    const greatest = Math.max(...values)
    return variants.map((variant, order) => {
      const value = values[order] ?? 0
      return {
        group: measure,
        name: variant.name,
        value: greatest > 0 ? value / greatest : 0,
        text: `${show(value)}${order === 0 ? '' : factor(value, values[0] ?? 0)}`,
      }
    })
  }
  return barChart({
    title: `${name}: before and after`,
    description: 'Each measure has a scale of its own; × is the factor against the dense network.',
    bars: [
      ...group('test errors', (row) => 1 - row.accuracy, percent),
      ...group('parameters', (row) => row.parameters, grouped),
      ...(withNonzero ? group('not zero', (row) => row.nonzero, grouped) : []),
      ...group('mult-adds', (row) => row.multiplyAccumulates, grouped),
      ...group('ms/image', (row) => row.millisecondsAlone, milliseconds),
      ...group('bytes', (row) => row.bytes, grouped),
    ],
  })
}

const sensitivityChart = ({ sensitivity }: ConvnetStory): Chart =>
  lineChart({
    title: 'ConvNet: sensitivity of each layer',
    description:
      'Validation accuracy when channels of one layer alone are removed by L1 norm, without retraining; a layer whose curve falls early should keep more.',
    x: { label: 'channels removed', format: '.3~%', ticks: [...new Set(sensitivity.map(({ ratio }) => ratio))] },
    y: { label: 'validation accuracy', format: '.0%', domain: [0, 1] },
    curves: [...new Set(sensitivity.map(({ index }) => index))].map((layer) => ({
      name: `convolution ${layer + 1}`,
      points: sensitivity.filter(({ index }) => index === layer).map(({ ratio, accuracy }) => ({ x: ratio, y: accuracy })),
    })),
    dots: true,
  })

export const convnetCharts = (story: ConvnetStory): readonly Chart[] => [
  beforeAndAfter(
    'ConvNet',
    [
      { name: 'dense', row: story.dense },
      { name: 'narrowed, fine-tuned', row: story.narrowed },
    ],
    false,
  ),
  sensitivityChart(story),
  ...curveCharts('ConvNet', story.curves.dense, [{ name: 'narrowed', curves: story.curves.narrowed }]),
]

export const mlpCharts = (story: MlpStory): readonly Chart[] => [
  beforeAndAfter(
    'MLP',
    [
      { name: 'dense', row: story.dense },
      { name: 'narrowed, fine-tuned', row: story.narrowed },
      { name: 'masked, fine-tuned', row: story.masked },
    ],
    true,
  ),
  ...curveCharts('MLP', story.curves.dense, [
    { name: 'narrowed', curves: story.curves.narrowed },
    { name: 'masked', curves: story.curves.masked },
  ]),
]
