/** The charts of the two stories. */
import { type BarChart, barChart } from './barChart.js'
import type { ConvnetStory } from './convnetStory.js'
import { type LineChart, lineChart, type Point, type Series } from '../../lib/chart/lineChart.js'
import type { Measurement } from './measurement.js'
import type { MlpStory } from './mlpStory.js'
import { grouped, milliseconds, percent } from './numerals.js'
import type { Curves } from './training.js'

export interface Figure {
  readonly caption: string
  readonly svg: string
}

const lastX = (points: readonly Point[]): number => points.at(-1)?.x ?? 0

/** Moved right, to begin where the dense network's curve ends. */
const after = (dense: Curves, points: readonly Point[]): readonly Point[] => points.map(({ x, y }) => ({ x: x + lastX(dense.accuracy), y }))

type Line = Omit<LineChart, 'title' | 'description'>
const figure = (title: string, description: string, chart: Line): Figure => ({
  caption: `${title}. ${description}`,
  svg: lineChart({ title, description, ...chart }),
})

// A logarithm has no place for 0; no error at all is drawn here.
const leastError = 0.001

const whole = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(1))

interface Variant {
  readonly name: string
  readonly curves: Curves
}

/** Loss while training, and accuracy after each epoch: the dense network first, what was made of it from where it ended. */
const curveFigures = (name: string, dense: Curves, variants: readonly Variant[]): readonly Figure[] => {
  const series = (pick: (curves: Curves) => readonly Point[], dots: boolean): readonly Series[] => [
    { name: 'dense', points: pick(dense), dots },
    ...variants.map((variant) => ({ name: variant.name, points: after(dense, pick(variant.curves)), dots })),
  ]
  const axis = { xLabel: 'epoch', showX: whole }
  return [
    figure(
      `${name}: loss while training`,
      'Cross-entropy of the training batches, averaged over about 10; fine-tuning goes on where the dense network stopped.',
      {
        ...axis,
        yLabel: 'loss (log)',
        yScale: 'log',
        showY: (value) => String(Number(value.toPrecision(2))),
        series: series((curves) => curves.loss, false),
      },
    ),
    figure(
      `${name}: errors after each epoch`,
      'Share of the validation images wrong; the first dot of each smaller network is before any fine-tuning.',
      {
        ...axis,
        yLabel: 'validation errors (log)',
        yScale: 'log',
        yDomain: [0.01, 1],
        showY: (value) => percent(value, Number.isInteger(100 * value) ? 0 : 1),
        series: series(({ accuracy }) => accuracy.map((point) => ({ x: point.x, y: Math.max(leastError, 1 - point.y) })), true),
      },
    ),
  ]
}

const bars = (
  id: string,
  name: string,
  rows: readonly { readonly variant: string; readonly row: Measurement }[],
  withNonzero: boolean,
): Figure => {
  const group = (measure: string, pick: (row: Measurement) => number, show: (value: number) => string) => ({
    measure,
    values: rows.map(({ row }) => pick(row)),
    show,
  })
  const title = `${name}: before and after`
  const description = 'Each measure has a scale of its own; × is the factor against the dense network.'
  const chart: BarChart = {
    id: `${id}-bars`,
    title,
    description,
    variants: rows.map(({ variant }) => variant),
    groups: [
      group('test errors', (row) => 1 - row.accuracy, percent),
      group('parameters', (row) => row.parameters, grouped),
      ...(withNonzero ? [group('not zero', (row) => row.nonzero, grouped)] : []),
      group('mult-adds', (row) => row.multiplyAccumulates, grouped),
      group('ms/image', (row) => row.millisecondsAlone, milliseconds),
      group('bytes', (row) => row.bytes, grouped),
    ],
  }
  return { caption: `${title}. ${description}`, svg: barChart(chart) }
}

const sensitivityFigure = ({ sensitivity }: ConvnetStory): Figure => {
  const layers = [...new Set(sensitivity.map(({ index }) => index))]
  return figure(
    'ConvNet: sensitivity of each layer',
    'Validation accuracy when channels of one layer alone are removed by L1 norm, without retraining; a layer whose curve falls early should keep more.',
    {
      xLabel: 'channels removed',
      yLabel: 'validation accuracy',
      yScale: 'linear',
      yDomain: [0, 1],
      xTicks: [...new Set(sensitivity.map(({ ratio }) => ratio))],
      showX: (value) => percent(value, Number.isInteger(100 * value) ? 0 : 1),
      showY: (value) => percent(value, Number.isInteger(value * 10) ? 0 : 1),
      series: layers.map((layer) => ({
        name: `convolution ${layer + 1}`,
        dots: true,
        points: sensitivity.filter(({ index }) => index === layer).map(({ ratio, accuracy }) => ({ x: ratio, y: accuracy })),
      })),
    },
  )
}

export const convnetFigures = (story: ConvnetStory): readonly Figure[] => [
  bars(
    'convnet',
    'ConvNet',
    [
      { variant: 'dense', row: story.dense },
      { variant: 'narrowed, fine-tuned', row: story.narrowed },
    ],
    false,
  ),
  sensitivityFigure(story),
  ...curveFigures('ConvNet', story.curves.dense, [{ name: 'narrowed', curves: story.curves.narrowed }]),
]

export const mlpFigures = (story: MlpStory): readonly Figure[] => [
  bars(
    'mlp',
    'MLP',
    [
      { variant: 'dense', row: story.dense },
      { variant: 'narrowed, fine-tuned', row: story.narrowed },
      { variant: 'masked, fine-tuned', row: story.masked },
    ],
    true,
  ),
  ...curveFigures('MLP', story.curves.dense, [
    { name: 'narrowed', curves: story.curves.narrowed },
    { name: 'masked', curves: story.curves.masked },
  ]),
]
