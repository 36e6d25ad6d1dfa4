/** The HTML report: one file with everything in it, no script, nothing from elsewhere. */
import { function as F, readonlyArray as RA, task as T } from 'fp-ts'
import type { Chart } from '../charts/chart.js'
import { escaped } from '../charts/escaped.js'
import { svg } from '../charts/svg.js'
import { page } from '../charts/theme.js'
import type { ConvnetStory } from './convnetStory.js'
import { htmlTable } from './htmlTable.js'
import { type Measurement, measurementCells, measurementHead } from './measurement.js'
import type { MlpStory } from './mlpStory.js'
import { grouped, percent } from './numerals.js'
import { reportStyle } from './reportStyle.js'
import { convnetCharts, mlpCharts } from './storyCharts.js'

export interface Results {
  readonly linear: Measurement
  readonly convnet: ConvnetStory
  readonly mlp: MlpStory
}

/** What was run, where and when. */
export interface Circumstances {
  readonly data: string
  readonly seed: number
  readonly host: string
  readonly seconds: number
  readonly finished: Date
}

/** The rows of the closing table, each story's dense network first. */
export const resultRows = ({ linear, convnet, mlp }: Results): readonly Measurement[] => [
  linear,
  convnet.dense,
  convnet.narrowed,
  mlp.dense,
  mlp.narrowed,
  mlp.masked,
]

/** '4.6 times fewer' */
const fewer = (before: number, after: number): string => `${(before / after).toFixed(1)} times`

const convnetSentence = ({ dense, narrowed }: ConvnetStory): string =>
  `Narrowed from [32, 64, 64] to [8, 16, 32] channels it has ${fewer(dense.multiplyAccumulates, narrowed.multiplyAccumulates)} fewer multiply-accumulates and ${fewer(dense.parameters, narrowed.parameters)} fewer parameters. The cut alone leaves ${percent(narrowed.accuracyBefore ?? 0)} of the test images right; fine-tuned it gets ${percent(narrowed.accuracy)}, where the dense network gets ${percent(dense.accuracy)}.`

const mlpSentence = ({ dense, narrowed, masked }: MlpStory): string =>
  `Narrowed from [200, 200] to [50, 100] neurons it has ${grouped(narrowed.parameters)} of ${grouped(dense.parameters)} parameters and gets ${percent(narrowed.accuracy)} of the test images right; with 90 % of its weights masked instead, ${grouped(masked.nonzero)} parameters are not zero and it gets ${percent(masked.accuracy)}. Dense: ${percent(dense.accuracy)}. A masked weight is a stored zero, and each pass applies the mask again: that network is not smaller in memory and not faster. Narrowing is what makes the arithmetic smaller.`

const figure = (chart: Chart): T.Task<string> =>
  F.pipe(
    svg(chart, page),
    T.map((drawn) => `<figure>${drawn}<figcaption><b>${escaped(chart.title)}.</b> ${escaped(chart.description)}</figcaption></figure>`),
  )

const section = (id: string, title: string, sentence: string, charts: readonly Chart[]): T.Task<string> =>
  F.pipe(
    charts,
    RA.traverse(T.ApplicativeSeq)(figure),
    T.map(
      (figures) => `<section aria-labelledby="${id}">
<h2 id="${id}">${escaped(title)}</h2>
<p>${escaped(sentence)}</p>
<div class="figures">
${figures.join('\n')}
</div>
</section>`,
    ),
  )

const tableNote =
  'Accuracy is on the test images, before and after fine-tuning; parameters are trained numbers; mult-adds are multiply-accumulates of convolutions and linear layers for one image; ms/image is the median time of a forward pass for one image alone, and for each image in batches of 64; bytes are the stored float32 arrays.'

const sections = ({ convnet, mlp }: Results): T.Task<readonly string[]> =>
  T.sequenceSeqArray([
    section('convnet', 'ConvNet: whole channels removed', convnetSentence(convnet), convnetCharts(convnet)),
    section('mlp', 'MLP: neurons removed, or weights masked', mlpSentence(mlp), mlpCharts(mlp)),
  ])

/** The whole page. */
export const report = (results: Results, { data, seed, host, seconds, finished }: Circumstances): T.Task<string> =>
  F.pipe(
    sections(results),
    T.map(
      (stories) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>narrownet: two networks, narrowed</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
<h1>Two networks, narrowed</h1>
<p class="soft">${escaped(data)}; seed ${seed}; every number measured in this run.</p>
${htmlTable('Before and after', measurementHead, resultRows(results).map(measurementCells))}
<p class="soft">${escaped(tableNote)}</p>
${stories.join('\n')}
<footer>Made by <code>npm start</code> of narrownet in ${seconds.toFixed(0)} seconds on ${escaped(host)}, ${escaped(finished.toISOString().slice(0, 16).replace('T', ' '))} UTC.</footer>
</main>
</body>
</html>
`,
    ),
  )
