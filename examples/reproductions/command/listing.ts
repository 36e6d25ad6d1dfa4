/** What there is to run, and what has been run: as tables. */
import { table } from '../../main/table.js'
import { type Folders, readCheckpoint } from '../folder.js'
import { ledgerOf } from '../ledger.js'
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

/** For each row how many of its runs are done, how many of those came to nothing, and how far those are that have begun. */
export const statusTable = async (studies: readonly Study[], preset: Preset, seeds: number, folders: Folders): Promise<string> => {
  const { stateOf } = ledgerOf(folders)
  const rows: (readonly string[])[] = []
  for (const study of studies) {
    const runs = withNeeds(runsOf([study], preset, seeds))
    const begun: string[] = []
    let [done, vain] = [0, 0]
    for (const run of runs) {
      const id = runId(run)
      const state = await stateOf(id)
      if (state !== 'open') {
        done += 1
        if (state === 'came to nothing') vain += 1
      } else {
        const checkpoint = await readCheckpoint(folders, id)
        if (checkpoint !== undefined) begun.push(`${id} after ${checkpoint.epochs.length} epochs`)
      }
    }
    rows.push([study.name, `${done} of ${runs.length}`, vain === 0 ? '' : String(vain), begun.join('; ')])
  }
  return table(['row', 'done', 'came to nothing', 'begun'], rows)
}
