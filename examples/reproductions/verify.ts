/** Records made again from nothing but their settings, and held against those that are there. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { function as F, taskEither as TE } from 'fp-ts'
import { fileError, type JobError } from '../main/jobError.js'
import { embeddedGrid } from './embeddedGrid.js'
import { recordAt } from './folder.js'
import type { GridEvent } from './grid.js'
import { type RunRecord, timeless } from './record.js'
import { type Run, runId, withNeeds } from './run.js'
import type { WorkerSettings } from './runWorker.js'

export interface Verified {
  readonly id: string
  /** 'not made': its run failed, or was stopped */
  readonly is: 'the same' | 'other' | 'not made'
}

/** The runs of these records: what a record says of itself is all that is asked. A `Left` where there is no such record. */
export const runsOfRecords = (ids: readonly string[], records: string): TE.TaskEither<JobError, readonly Run[]> =>
  F.pipe(
    ids,
    TE.traverseArray((id) => recordOf(id, records)),
    TE.map((found) => found.map(({ seed, task }): Run => ({ seed, task }))),
  )

const recordOf = (id: string, records: string): TE.TaskEither<JobError, RunRecord> =>
  F.pipe(
    recordAt({ records, work: '' }, id),
    TE.flatMap((record) =>
      record === undefined ? TE.left(fileError(join(records, `${id}.json`), 'a record', 'no file')) : TE.right(record),
    ),
  )

export interface Verification extends Omit<WorkerSettings, 'folders'> {
  /** the folder of the records that are held to be right */
  readonly records: string
  readonly workers: number
}

/**
 * The runs, and all that they need, are carried out in a folder of their own that begins empty and is removed; then each record is compared with the
 * one that is there, byte for byte but for when, where and how fast. What they need is compared too, where there is a record of it.
 */
export const verify = async (
  runs: readonly Run[],
  { records, workers, data, commit }: Verification,
  watch: { readonly on: (event: GridEvent) => void; readonly signal: AbortSignal },
): Promise<readonly Verified[]> => {
  const root = await mkdtemp(join(tmpdir(), 'narrownet-verify-'))
  try {
    const folders = { records: join(root, 'records'), work: join(root, 'work') }
    const asked = new Set(runs.map(runId))
    const ids = withNeeds(runs).map(runId)
    await embeddedGrid({ folders, data, commit }, workers)(withNeeds(runs), watch)
    const compared: Verified[] = []
    for (const id of ids) {
      const there = await textOf(id, records)
      if (there === undefined && !asked.has(id)) continue
      const again = await textOf(id, folders.records)
      compared.push({ id, is: again === undefined ? 'not made' : again === there ? 'the same' : 'other' })
    }
    return compared
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

const textOf = async (id: string, records: string): Promise<string | undefined> => {
  const answer = await recordAt({ records, work: '' }, id)()
  return answer._tag === 'Right' && answer.right !== undefined ? timeless(answer.right) : undefined
}
