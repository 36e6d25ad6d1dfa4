/** What a study would cost at full size, from what its shorter form cost. */
import type { RunRecord } from '../record.js'
import { imageCounts } from '../imageCounts.js'
import { rootOf } from '../stage.js'
import { type Run, withNeeds } from '../run.js'
import type { Study } from '../study.js'
import { type Archive, recordsOf } from './archive.js'
import type { Found } from './found.js'
import { medianOf } from './statistics.js'

export interface FullCost {
  /** of trainings alone, for one seed */
  readonly coreHours: number
  readonly trainings: number
  readonly epochs: number
  /** of one core, for an epoch of the networks measured here: the median */
  readonly secondsPerEpoch: number
}

/**
 * Epochs x measured seconds an epoch x the ratio of arithmetic, over every training that the study's `paper` preset asks for, once each. A pruned
 * network counts as the whole one, so it is a little too much. Undefined where nothing was measured.
 */
export const fullCost = (study: Study, { lines }: Found, archive: Archive): FullCost | undefined => {
  const here = withNeeds(lines.map(({ line: { task } }): Run => ({ seed: 0, task }))).map(({ task }) => task)
  const measured = here.flatMap((task) => recordsOf(task, archive).flatMap(measuredOf))
  const perOperation = medianOf(measured.map(({ perOperation: seconds }) => seconds))
  const secondsPerEpoch = medianOf(measured.map(({ perEpoch }) => perEpoch))
  const wanted = withNeeds(study.lines('paper').map(({ task }): Run => ({ seed: 0, task }))).flatMap(({ task }) =>
    task.stage === 'trained' || task.stage === 'scratch' ? [task] : [],
  )
  if (perOperation === undefined || secondsPerEpoch === undefined) return undefined
  const operations = wanted.map((task) => archive.counted(rootOf(task).network) * imageCounts(task.images).training * task.training.epochs)
  return {
    coreHours: (perOperation * operations.reduce((sum, each) => sum + each, 0)) / 3600,
    trainings: wanted.length,
    epochs: wanted.reduce((sum, { training }) => sum + training.epochs, 0),
    secondsPerEpoch,
  }
}

/** Processor seconds of an epoch, and of a multiply-accumulate of one image in it. */
const measuredOf = ({
  task,
  counts,
  result,
  times,
}: RunRecord): readonly { readonly perEpoch: number; readonly perOperation: number }[] => {
  if (result.is !== 'training' || result.epochs.length === 0 || counts === null || !('images' in task)) return []
  const perEpoch = times.processorSeconds / result.epochs.length
  const operations = counts.multiplyAccumulates * imageCounts(task.images).training
  return operations > 0 && perEpoch > 0 ? [{ perEpoch, perOperation: perEpoch / operations }] : []
}
