/** All records, so that they can be asked for. */
import type { Architecture } from '../architecture.js'
import { countedArithmetic } from '../effort.js'
import type { RunRecord } from '../record.js'
import { runId } from '../run.js'
import { rootOf, startOf, type Task } from '../stage.js'
import { medianOf } from './statistics.js'

export type Counted = (network: Architecture) => number

export interface Archive {
  /** under `taskName`, one a seed and set of images, in the seeds' order */
  readonly byTask: ReadonlyMap<string, readonly RunRecord[]>
  /** milliseconds of a pass by batch size, of timed runs, under `shapeOf` the network */
  readonly times: ReadonlyMap<string, ReadonlyMap<number, readonly number[]>>
  /** multiply-accumulates of a whole network */
  readonly counted: Counted
}

/** Whatever the order of the records, the same. */
export const archiveOf = (records: readonly RunRecord[], counted: Counted = countedArithmetic()): Archive => {
  const byTask = new Map<string, RunRecord[]>()
  const times = new Map<string, Map<number, number[]>>()
  for (const record of distinctRuns(records)) {
    const { counts, task } = record
    const name = taskName(task)
    byTask.set(name, [...(byTask.get(name) ?? []), record])
    if (counts === null) continue
    if (task.stage !== 'timed') continue
    const ofShape = times.get(shapeOf(record)) ?? new Map<number, number[]>()
    for (const { batch, milliseconds } of record.times.passes) ofShape.set(batch, [...(ofShape.get(batch) ?? []), milliseconds])
    times.set(shapeOf(record), ofShape)
  }
  return { byTask, times, counted }
}

/** In the seeds' order; of a run that several records are of, on the same images, the first that was finished. */
const distinctRuns = (records: readonly RunRecord[]): readonly RunRecord[] => {
  const called = ({ id, images }: RunRecord): string => `${id} ${images}`
  const place = (record: RunRecord): string => `${called(record)} ${record.circumstances.finished} ${JSON.stringify(record)}`
  const sorted = records
    .map((record) => ({ record, place: place(record) }))
    .toSorted((one, other) => one.record.seed - other.record.seed || (one.place < other.place ? -1 : one.place > other.place ? 1 : 0))
    .map(({ record }) => record)
  return sorted.filter((record, at) => sorted.findIndex((other) => called(other) === called(record)) === at)
}

/** The same for the same settings, in whatever order their fields stand. */
const taskName = (task: Task): string => runId({ seed: 0, task })

/** The records of a task, one a seed, in the seeds' order. */
export const recordsOf = (task: Task, { byTask }: Archive): readonly RunRecord[] => byTask.get(taskName(task)) ?? []

/** What a network's time depends on: what it began as and the widths it has now; of masked weights, how many are left does not matter. */
const shapeOf = ({ task, counts }: RunRecord): string => JSON.stringify([rootOf(startOf(task)).network, counts?.cfg])

/** Median milliseconds by batch size of a network of the record's shape, where one was timed. */
export const millisecondsOf = (
  record: RunRecord,
  { times }: Archive,
): readonly { readonly batch: number; readonly milliseconds: number }[] =>
  [...(times.get(shapeOf(record)) ?? [])]
    .flatMap(([batch, measured]) => {
      const milliseconds = medianOf(measured)
      return milliseconds === undefined ? [] : [{ batch, milliseconds }]
    })
    .toSorted((one, other) => one.batch - other.batch)
