/** What became of runs, as the folders say it: they are looked into often, so each file is read once for as long as it stays the same. */
import { stat } from 'node:fs/promises'
import { either as E } from 'fp-ts'
import { type Folders, networkOfRun, networkPath, recordAt, recordPath } from './folder.js'
import { cameToNothing } from './record.js'

export type RunState = 'open' | 'done' | 'came to nothing'

export interface Ledger {
  /** 'open' also where what stands there is damaged or of another run: the run is made again, and its record replaces it */
  readonly stateOf: (id: string) => Promise<RunState>
  /** Whether others can start from it, or know that it came to nothing; a network that is missing or cannot be read is made again. */
  readonly isSettled: (id: string) => Promise<boolean>
}

export const ledgerOf = (folders: Folders): Ledger => {
  const stateOf = readOnce<RunState>(
    (id) => recordPath(folders, id),
    'open',
    async (id) => {
      const found = await recordAt(folders, id)()
      return E.isLeft(found) || found.right === undefined ? 'open' : cameToNothing(found.right) ? 'came to nothing' : 'done'
    },
  )
  const hasNetwork = readOnce(
    (id) => networkPath(folders, id),
    false,
    async (id) => E.isRight(await networkOfRun(folders, id)()),
  )
  return {
    stateOf,
    isSettled: async (id) => {
      const state = await stateOf(id)
      return state === 'came to nothing' || (state === 'done' && (await hasNetwork(id)))
    },
  }
}

/** What is read of a run's file, or what is said where there is none. */
const readOnce = <A>(pathOf: (id: string) => string, missing: A, read: (id: string) => Promise<A>): ((id: string) => Promise<A>) => {
  const known = new Map<string, { readonly stamp: string; readonly value: A }>()
  return async (id) => {
    const stamp = await stampOf(pathOf(id))
    if (stamp === undefined) return missing
    const before = known.get(id)
    if (before?.stamp === stamp) return before.value
    const value = await read(id)
    known.set(id, { stamp, value })
    return value
  }
}

/** Another one where the file was replaced or changed; undefined where there is no file. */
const stampOf = (path: string): Promise<string | undefined> =>
  stat(path).then(
    (found) => (found.isFile() ? `${found.ino} ${found.size} ${found.mtimeMs}` : undefined),
    () => undefined,
  )
