/** The ConvNet: trained, looked at layer by layer, narrowed by L1 norm, fine-tuned. */
import { function as F, taskEither as TE } from 'fp-ts'
import {
  type Arch,
  type Cfg,
  convnet,
  foldIn,
  l1Norm,
  layerCosts,
  narrow,
  type Network,
  type Sensitivity,
  sensitivity,
  take,
} from 'narrownet'
import type { Job } from './job.js'
import type { JobError } from './jobError.js'
import { type Measurement, measurement, testAccuracy } from './measurement.js'
import type { DigitShape } from './mnistFolder.js'
import { percent, widths } from './numerals.js'
import { sayLine, withProgress } from './progress.js'
import { indent, table } from './table.js'
import { type Curves, training } from './training.js'

export interface ConvnetStory {
  readonly dense: Measurement
  readonly narrowed: Measurement
  readonly sensitivity: readonly Sensitivity[]
  readonly curves: { readonly dense: Curves; readonly narrowed: Curves }
}

/** How many inputs the last layer, a linear one, has: surgery changes it with the channels before the flatten. */
const linearInputs = (network: Network<DigitShape, [10], Cfg, Arch>): number => layerCosts(network).at(-1)?.input[0] ?? 0

/** 'conv 2' down, the share removed across, accuracy in the cells. */
const sensitivityTable = (rows: readonly Sensitivity[]): string => {
  const ratios = [...new Set(rows.map(({ ratio }) => ratio))]
  const layers = [...new Set(rows.map(({ index }) => index))]
  return table(
    ['channels removed', ...ratios.map((ratio) => percent(ratio, Number.isInteger(100 * ratio) ? 0 : 1))],
    layers.map((layer) => [
      `convolution ${layer + 1}`,
      ...rows.filter(({ index }) => index === layer).map(({ accuracy }) => percent(accuracy, 1)),
    ]),
  )
}

const lookAtLayers = (job: Job, network: Network<DigitShape, [10], Cfg, Arch>): TE.TaskEither<JobError, readonly Sensitivity[]> => {
  const { images, ratios } = job.budget.sensitivity
  const label = 'sensitivity'
  return F.pipe(
    withProgress(job.terminal, label, () =>
      F.pipe(
        TE.fromEither(take(images)(job.images.validation)),
        TE.flatMap((samples) => sensitivity(job.backend, network, samples, l1Norm, [0, ...ratios])),
      ),
    ),
    TE.tapIO((rows) =>
      sayLine(
        job.terminal,
        label,
        `accuracy with one layer narrowed, the others whole, not retrained\n${indent(sensitivityTable(rows), '    ')}`,
      ),
    ),
  )
}

/** Everything the report tells about the ConvNet; the lines on the terminal appear as it happens. */
export const convnetStory = (job: Job): TE.TaskEither<JobError, ConvnetStory> => {
  const { dense: denseRecipe, fineTuning } = job.budget.convnet
  const fresh = convnet({ input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }, foldIn(job.key, 0))
  return F.pipe(
    TE.Do,
    TE.bind('wide', () => training(job, 'train', fresh, denseRecipe, foldIn(job.key, 1))),
    TE.bind('dense', ({ wide }) => measurement(job, `ConvNet ${widths(wide.network.cfg)}`, wide.network)),
    TE.bindW('sensitivity', ({ wide }) => lookAtLayers(job, wide.network)),
    // The typed step: Network<..., [32, 64, 64], ...> becomes Network<..., [8, 16, 32], ...>; [8, 16, 96] would not compile.
    TE.let('slim', ({ wide }) => F.pipe(wide.network, narrow(l1Norm, [8, 16, 32]))),
    TE.bindW('before', ({ slim }) => testAccuracy(job, slim)),
    TE.tapIO(({ wide, slim, before }) => {
      const change = `${widths(wide.network.cfg)} to ${widths(slim.cfg)} by L1 norm; the linear layer went from ${linearInputs(wide.network)} to ${linearInputs(slim)} inputs`
      return sayLine(job.terminal, 'narrow', `${change}; ${percent(before, 1)} of the test images right`)
    }),
    TE.bindW('tuned', ({ slim }) => training(job, 'fine-tune', slim, fineTuning, foldIn(job.key, 2))),
    TE.bindW('narrowed', ({ slim, tuned, before }) => measurement(job, `  narrowed to ${widths(slim.cfg)}`, tuned.network, before)),
    TE.map(({ wide, dense, sensitivity: rows, narrowed, tuned }) => ({
      dense,
      narrowed,
      sensitivity: rows,
      curves: { dense: wide.curves, narrowed: tuned.curves },
    })),
  )
}
