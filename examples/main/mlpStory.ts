/** The MLP: trained, then made smaller in two ways, by whole neurons and by single weights; each fine-tuned. And a linear classifier beside it. */
import { function as F, taskEither as TE } from 'fp-ts'
import {
  flatten,
  foldIn,
  input,
  l1Norm,
  linear,
  maskSmallest,
  mlp,
  narrow,
  nonzeroParameterCount,
  parameterCount,
  sequential,
} from 'narrownet'
import type { Job } from './job.js'
import type { JobError } from './jobError.js'
import { type Measurement, measurement, testAccuracy } from './measurement.js'
import { grouped, percent, widths } from './numerals.js'
import { sayLine } from './progress.js'
import { type Curves, training } from './training.js'

export interface MlpStory {
  readonly dense: Measurement
  readonly narrowed: Measurement
  readonly masked: Measurement
  readonly curves: { readonly dense: Curves; readonly narrowed: Curves; readonly masked: Curves }
}

const ratio = 0.9

const right = (accuracy: number): string => `${percent(accuracy, 1)} of the test images right`

export const mlpStory = (job: Job): TE.TaskEither<JobError, MlpStory> => {
  const { dense: denseRecipe, fineTuning } = job.budget.mlp
  const fresh = mlp({ input: [28, 28, 1], cfg: [200, 200], classes: 10 }, foldIn(job.key, 10))
  return F.pipe(
    TE.Do,
    TE.bind('wide', () => training(job, 'train', fresh, denseRecipe, foldIn(job.key, 11))),
    TE.bind('dense', ({ wide }) => measurement(job, `MLP ${widths(wide.network.cfg)}`, wide.network)),
    TE.let('slim', ({ wide }) => F.pipe(wide.network, narrow(l1Norm, [50, 100]))),
    TE.bind('cutAccuracy', ({ slim }) => testAccuracy(job, slim)),
    TE.tapIO(({ dense, slim, cutAccuracy }) =>
      sayLine(
        job.terminal,
        'narrow',
        `to ${widths(slim.cfg)} neurons, ${grouped(dense.parameters)} to ${grouped(parameterCount(slim))} parameters; ${right(cutAccuracy)}`,
      ),
    ),
    TE.bind('slimTuned', ({ slim }) => training(job, 'fine-tune', slim, fineTuning, foldIn(job.key, 12))),
    TE.bind('narrowed', ({ slim, slimTuned, cutAccuracy }) =>
      measurement(job, `  narrowed to ${widths(slim.cfg)}`, slimTuned.network, cutAccuracy),
    ),
    TE.bindW('sparse', ({ wide }) => TE.fromEither(F.pipe(wide.network, maskSmallest({ ratio })))),
    TE.bindW('maskAccuracy', ({ sparse }) => testAccuracy(job, sparse)),
    TE.tapIO(({ dense, sparse, maskAccuracy }) =>
      sayLine(
        job.terminal,
        'mask',
        `${percent(ratio, 0)} of the dense one's weights, ${grouped(nonzeroParameterCount(sparse))} of ${grouped(dense.parameters)} parameters left; ${right(maskAccuracy)}`,
      ),
    ),
    TE.bindW('sparseTuned', ({ sparse }) => training(job, 'fine-tune', sparse, fineTuning, foldIn(job.key, 13))),
    TE.bindW('masked', ({ sparseTuned, maskAccuracy }) =>
      measurement(job, `  ${percent(ratio, 0)} of weights masked`, sparseTuned.network, maskAccuracy),
    ),
    TE.map(({ wide, dense, narrowed, slimTuned, masked, sparseTuned }) => ({
      dense,
      narrowed,
      masked,
      curves: { dense: wide.curves, narrowed: slimTuned.curves, masked: sparseTuned.curves },
    })),
  )
}

/** What one linear layer can do: the mark to beat. */
export const linearBaseline = (job: Job): TE.TaskEither<JobError, Measurement> =>
  F.pipe(
    sequential(input(28, 28, 1), flatten, linear(784, 10))(foldIn(job.key, 20)),
    (network) => training(job, 'train', network, job.budget.linear, foldIn(job.key, 21)),
    TE.flatMap(({ network }) => measurement(job, 'linear classifier', network)),
  )
