/**
 * What is to be done. It follows from the folders alone, so it is the same whoever did what is done, and whatever was killed; another grid that
 * works in the same folders at once is seen by what it leaves.
 */
import type { Folders } from './folder.js'
import type { GridEvent, GridReport } from './grid.js'
import { type Ledger, ledgerOf } from './ledger.js'
import { neededBy, type Run, runId, withNeeds } from './run.js'

export interface Agenda {
  /** Look into the folders: what can begin now. */
  readonly look: () => Promise<readonly Run[]>
  /** It is in hand, and not offered again. */
  readonly begun: (run: Run) => void
  readonly failed: (id: string, why: string) => void
  /** as of the last look */
  readonly report: () => GridReport
}

export const agendaOf = (folders: Folders, runs: readonly Run[], on: (event: GridEvent) => void): Agenda => {
  const ledger = ledgerOf(folders)
  const inHand = new Set<string>()
  const done: string[] = []
  const cameToNothing: string[] = []
  const failed = new Map<string, string>()
  let open: readonly string[] = withNeeds(runs).map(runId)
  let looked = false
  return {
    look: async () => {
      const lacked = await lacking(ledger, runs)
      const ids = new Set(lacked.map(runId))
      for (const id of open.filter((each) => !ids.has(each) && !failed.has(each))) {
        if (looked) done.push(id)
        if (looked && (await ledger.stateOf(id)) === 'came to nothing') cameToNothing.push(id)
        on({ _tag: looked ? 'done' : 'there', id })
      }
      open = [...ids]
      looked = true
      return lacked.filter((run) => {
        const needed = neededBy(run)
        return !inHand.has(runId(run)) && (needed === undefined || !ids.has(runId(needed)))
      })
    },
    begun: (run) => {
      inHand.add(runId(run))
    },
    failed: (id, why) => {
      failed.set(id, why)
      on({ _tag: 'failed', id, why })
    },
    report: () => ({
      done,
      cameToNothing,
      failed: [...failed].map(([id, why]) => ({ id, why })),
      left: open.filter((id) => !failed.has(id)),
    }),
  }
}

/** What has no record yet, and what that needs and has no network here (a record alone came from elsewhere), each once, needs first. */
const lacking = async ({ stateOf, isSettled }: Ledger, runs: readonly Run[]): Promise<readonly Run[]> => {
  const asked = new Set(runs.map(runId))
  const needed = new Set<string>()
  const found: Run[] = []
  for (const run of withNeeds(runs).toReversed()) {
    const id = runId(run)
    const lacks = (asked.has(id) && (await stateOf(id)) === 'open') || (needed.has(id) && !(await isSettled(id)))
    if (!lacks) continue
    found.push(run)
    const need = neededBy(run)
    if (need !== undefined) needed.add(runId(need))
  }
  return found.toReversed()
}

/** Nothing is left to do of it, also for runs that start from it. */
export const isFinished = async ({ stateOf, isSettled }: Ledger, run: Run): Promise<boolean> => {
  const id = runId(run)
  const leavesNetwork = run.task.stage === 'trained' || run.task.stage === 'scratch'
  return leavesNetwork ? isSettled(id) : (await stateOf(id)) !== 'open'
}
