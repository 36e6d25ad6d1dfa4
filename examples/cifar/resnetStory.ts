/** ResNet-20 on CIFAR-10: trained, its blocks narrowed to half by the L1 norm of their filters, fine-tuned. */
import { function as F, taskEither as TE } from 'fp-ts'
import { type CifarShape, foldIn, l1Norm, narrow, parameterCount, resnet } from 'narrownet'
import type { JobError } from '../main/jobError.js'
import { type Measurement, measurement, testAccuracy } from '../main/measurement.js'
import { grouped, percent } from '../main/numerals.js'
import { sayLine } from '../main/progress.js'
import { type AnyJob, training } from '../main/training.js'
import type { CifarBudget } from './budget.js'

/** Half of each block's inner width; what the sums tie together stays whole, as in Li et al. 2017, section 3.3. */
const half = [8, 8, 8, 16, 16, 16, 32, 32, 32] as const

export const resnetStory = (
  job: AnyJob<CifarShape>,
  { dense, fineTuning }: CifarBudget,
): TE.TaskEither<JobError, readonly Measurement[]> => {
  const fresh = resnet({ depth: 20, classes: 10 }, foldIn(job.key, 0))
  return F.pipe(
    TE.Do,
    TE.bind('wide', () => training(job, 'train', fresh, dense, foldIn(job.key, 1))),
    TE.bind('measured', ({ wide }) => measurement(job, 'ResNet-20', wide.network)),
    TE.let('slim', ({ wide }) => F.pipe(wide.network, narrow(l1Norm, half))),
    TE.bind('before', ({ slim }) => testAccuracy(job, slim)),
    TE.tapIO(({ slim, before, measured }) =>
      sayLine(
        job.terminal,
        'narrow',
        `${grouped(measured.parameters)} to ${grouped(parameterCount(slim))} parameters; ${percent(before, 1)} of the test images right`,
      ),
    ),
    TE.bind('tuned', ({ slim }) => training(job, 'fine-tune', slim, fineTuning, foldIn(job.key, 2))),
    TE.bind('narrowed', ({ tuned, before }) => measurement(job, '  blocks narrowed to half', tuned.network, before)),
    TE.map(({ measured, narrowed }) => [measured, narrowed]),
  )
}
