/** How long the whole list `hours` takes: what was measured, and what follows from it for runs that are still to come. */
import { effortOf } from '../effort.js'
import { type Run, runId, withNeeds } from '../run.js'
import { rootOf, startOf, type Task } from '../stage.js'
import type { Study } from '../study.js'
import { type Archive, recordsOf } from './archive.js'
import { medianOf } from './statistics.js'

export interface HoursBudget {
  /** of one core, for one seed of what is measured or estimated */
  readonly coreHours: number
  /** runs of one seed: with a record, by the pace of whole networks of their family, and of a family that nothing was measured of */
  readonly measured: number
  readonly estimated: number
  readonly unknown: number
}

/**
 * Every run of the preset once, however many rows share it. A pruned network counts as the whole one where it was not measured, so an estimate is
 * a little too much.
 */
export const hoursBudget = (studies: readonly Study[], archive: Archive): HoursBudget => {
  const tasks = withNeeds(studies.flatMap(({ lines }) => lines('hours').map(({ task }): Run => ({ seed: 0, task })))).map(
    ({ task }) => task,
  )
  const effort = effortOf(archive.counted)
  const pace = pacesOf(tasks, archive, effort)
  const seconds = tasks.map((task): { readonly is: 'measured' | 'estimated' | 'unknown'; readonly seconds: number } => {
    const measured = secondsOf(task, archive)
    if (measured !== undefined) return { is: 'measured', seconds: measured }
    const perOperation = pace.get(familyOf(task))
    return perOperation === undefined ? { is: 'unknown', seconds: 0 } : { is: 'estimated', seconds: perOperation * effort(task) }
  })
  const count = (kind: 'measured' | 'estimated' | 'unknown'): number => seconds.filter(({ is }) => is === kind).length
  return {
    coreHours: seconds.reduce((sum, each) => sum + each.seconds, 0) / 3600,
    measured: count('measured'),
    estimated: count('estimated'),
    unknown: count('unknown'),
  }
}

const familyOf = (task: Task): string => rootOf(startOf(task)).network.family

/** Processor seconds: the median of the seeds. */
const secondsOf = (task: Task, archive: Archive): number | undefined =>
  medianOf(
    recordsOf(task, archive)
      .filter(({ result }) => result.is !== 'refused')
      .map(({ times }) => times.processorSeconds),
  )

/** By family: processor seconds of a multiply-accumulate, the median over the trainings of whole networks. */
const pacesOf = (tasks: readonly Task[], archive: Archive, effort: (task: Task) => number): ReadonlyMap<string, number> => {
  const found = new Map<string, readonly number[]>()
  const asked = new Map(tasks.map((task) => [runId({ seed: 0, task }), task]))
  for (const task of asked.values()) {
    if (task.stage !== 'trained' || task.from.stage !== 'fresh') continue
    const [seconds, work] = [secondsOf(task, archive), effort(task)]
    if (seconds !== undefined && work > 0) found.set(familyOf(task), [...(found.get(familyOf(task)) ?? []), seconds / work])
  }
  return new Map([...found].map(([family, paces]) => [family, medianOf(paces) ?? 0]))
}
