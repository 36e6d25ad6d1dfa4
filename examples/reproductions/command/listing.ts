/** What there is to run, and what has been run: as tables. */
import { table } from '../../main/table.js'
import { type Folders, hasRecord, readCheckpoint } from '../folder.js'
import { type Run, runId, withNeeds } from '../run.js'
import type { Preset, Study } from '../study.js'
import { runsOf } from './chosen.js'

/** Rows, what they claim, and the work of one seed. */
export const listing = (studies: readonly Study[], preset: Preset, effortOf: (run: Run) => number): string =>
  studies
    .flatMap((study) => {
      const runs = withNeeds(runsOf([study], preset, 1))
      const work = runs.reduce((sum, run) => sum + effortOf(run), 0) / 1e12
      return [
        study.name,
        `  ${study.claim}`,
        `  ${study.source}; ${runs.length} runs, ${Number(work.toPrecision(2)).toLocaleString('en-US')} * 10^12 multiply-accumulates each seed`,
      ]
    })
    .join('\n')

/** For each row how many of its runs are done, and how far those are that have begun. */
export const statusTable = async (studies: readonly Study[], preset: Preset, seeds: number, folders: Folders): Promise<string> => {
  const rows: (readonly string[])[] = []
  for (const study of studies) {
    const runs = withNeeds(runsOf([study], preset, seeds))
    const begun: string[] = []
    let done = 0
    for (const run of runs) {
      const id = runId(run)
      if (await hasRecord(folders, id)) done += 1
      else {
        const checkpoint = await readCheckpoint(folders, id)
        if (checkpoint !== undefined) begun.push(`${id} after ${checkpoint.epochs.length} epochs`)
      }
    }
    rows.push([study.name, `${done} of ${runs.length}`, begun.join('; ')])
  }
  return table(['row', 'done', 'begun'], rows)
}
