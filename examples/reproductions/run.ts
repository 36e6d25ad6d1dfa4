/** A run: a task and a seed. It is a pure function of these two, and is called by their digest. */
import { createHash } from 'node:crypto'
import { before, type Stage, startOf, type Task } from './stage.js'

export interface Run {
  readonly seed: number
  readonly task: Task
}

/** The run's name, the same for the same settings: 16 hexadecimal digits of SHA-256. */
export const runId = ({ seed, task }: Run): string =>
  createHash('sha256').update(JSON.stringify({ seed, task }, ordered)).digest('hex').slice(0, 16)

/** Keys in the order of the alphabet, so that values are equal however they were put together. */
const ordered = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
    : value

/** The run whose network this one starts from, if any. */
export const neededBy = ({ seed, task }: Run): (Run & { readonly task: Stage }) | undefined => {
  const found = nearest(startOf(task))
  return found && { seed, task: found }
}

const nearest = (stage: Stage | undefined): (Task & Stage) | undefined =>
  stage === undefined || stage.stage === 'trained' || stage.stage === 'scratch' ? stage : nearest(before(stage))

/** The runs and all that they need, each once, what is needed before what needs it. */
export const withNeeds = (runs: readonly Run[]): readonly Run[] => {
  const found = new Map<string, Run>()
  const add = (run: Run): void => {
    const id = runId(run)
    if (found.has(id)) return
    const needed = neededBy(run)
    if (needed !== undefined) add(needed)
    found.set(id, run)
  }
  runs.forEach(add)
  return [...found.values()]
}
