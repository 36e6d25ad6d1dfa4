/** What holds of every grid, whoever is killed and whenever. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { GridReport } from '../../examples/reproductions/grid.js'
import { recordCodec, type RunRecord } from '../../examples/reproductions/record.js'
import { type Run, runId } from '../../examples/reproductions/run.js'
import { type GridProcess, gridProcess, reportOf } from './grids/gridProcess.js'
import { baseline, diverging, gridRuns, idsOf, impossible, inVain, long } from './grids/gridRuns.js'

/** A grid under way, made of one process or of several. */
export interface Started {
  /** the process that was asked for the runs: another one after it was killed */
  readonly asked: () => GridProcess
  /** SIGKILL to the process that trains, and another in its place; or to another part, in turn, where there are several */
  readonly killed: (what: 'what trains' | 'the next part') => Promise<void>
  /** asks once more for the same runs, beside the first */
  readonly beside: () => GridProcess
  readonly end: () => Promise<void>
}

/** Starts a grid by a file of settings. */
export type Rig = (settings: string) => Promise<Started>

/** More with $NARROWNET_GRID_KILLS. */
const kills = Number(process.env.NARROWNET_GRID_KILLS ?? 3)

export const gridLaw = (rig: Rig): void => {
  const place = { root: '' }
  const isBoth = (ids: readonly string[]): boolean => ids.toSorted().join() === idsOf([diverging, inVain]).join()
  const undisturbed = (): string => join(place.root, 'alone')
  let alone: ReadonlyMap<string, string>

  /** A folder for a grid, and its settings beside it. */
  const told = (runs: readonly Run[], folder = mkdtempSync(join(place.root, 'grid-'))): { folder: string; settings: string } => {
    const settings = `${folder}.json`
    writeFileSync(settings, JSON.stringify({ folder, runs, workers: 2, lockMilliseconds: 1500 }))
    return { folder, settings }
  }

  /** Starts it, does something meanwhile, and waits for what it comes to. */
  const during = async (settings: string, meanwhile: (grid: Started) => Promise<void>): Promise<GridReport> => {
    const grid = await rig(settings)
    try {
      await meanwhile(grid)
      return await reportOf(grid.asked())
    } finally {
      await grid.end()
    }
  }

  beforeAll(async () => {
    place.root = mkdtempSync(join(tmpdir(), 'narrownet-grids-'))
    const { folder, settings } = told(gridRuns, undisturbed())
    const report = await reportOf(gridProcess('embedded', settings))
    expect(report).toMatchObject({ cameToNothing: expect.toSatisfy(isBoth), failed: [], left: [] })
    alone = recordsIn(folder)
    expect([...alone.keys()]).toEqual(idsOf(gridRuns))
  })
  afterAll(() => rmSync(place.root, { recursive: true, force: true }))

  test(`${kills} kills at random moments change no record`, async () => {
    let done = 0
    while (done < kills) {
      const { folder, settings } = told(gridRuns)
      const report = await during(settings, async (grid) => {
        while (done < kills && (await heard(grid.asked(), 1 + Math.floor(Math.random() * 6)))) {
          await sleep(Math.random() * 150)
          await grid.killed('the next part')
          done += 1
        }
      })
      expect(report).toMatchObject({ failed: [], left: [] })
      expect(recordsIn(folder)).toEqual(alone)
    }
  })

  test('killed in the midst of a run, it goes on from the last epoch', async () => {
    const { folder, settings } = told([long])
    const report = await during(settings, async (grid) => {
      while (epochsOf(grid.asked()).every((epoch) => epoch < 3)) expect(await grid.asked().next()).toBeDefined()
      const before = { process: grid.asked(), lines: grid.asked().said.length }
      await grid.killed('what trains')
      const after = grid.asked()
      await after.exited
      expect(Math.min(...epochsOf(after, after === before.process ? before.lines : 0))).toBeGreaterThanOrEqual(3)
    })
    expect(report).toMatchObject({ done: [runId(long)], failed: [], left: [] })
    expect(recordsIn(folder).get(runId(long))).toBe(alone.get(runId(long)))
  })

  test('told to stop, it ends, and says what is left; started again, it goes on', async () => {
    const { folder, settings } = told(gridRuns)
    await during(settings, async (grid) => {
      await heard(grid.asked(), 5)
      grid.asked().kill('SIGTERM')
      const stopped = await reportOf(grid.asked())
      expect(stopped.failed).toEqual([])
      expect(stopped.left).not.toEqual([])
      expect([...stopped.done, ...stopped.left].toSorted()).toEqual(idsOf(gridRuns))
      expect(await reportOf(grid.beside())).toMatchObject({ failed: [], left: [] })
    })
    expect(recordsIn(folder)).toEqual(alone)
  })

  test('asked twice for the same, at once and again, it leaves one record, which stays', async () => {
    const runs = [baseline, inVain, baseline]
    const { folder, settings } = told(runs)
    await during(settings, async (grid) => {
      expect(await reportOf(grid.beside())).toMatchObject({ failed: [], left: [] })
      expect(await reportOf(grid.asked())).toMatchObject({ failed: [], left: [] })
      const written = timesOf(folder)
      expect(await reportOf(grid.beside())).toEqual({ done: [], cameToNothing: [], failed: [], left: [] })
      expect(timesOf(folder)).toEqual(written)
    })
    const ids = idsOf([baseline, diverging, inVain])
    expect([...recordsIn(folder)]).toEqual([...alone].filter(([id]) => ids.includes(id)))
  })

  test('a run that diverged has a record that says so, and so has what needed it', () => {
    expect(recordAt(undisturbed(), diverging).result).toMatchObject({ is: 'training', diverged: expect.stringMatching(/loss became NaN/) })
    expect(recordAt(undisturbed(), inVain).result).toMatchObject({ is: 'refused', why: expect.stringContaining(runId(diverging)) })
  })

  test('what the machine cannot do is no record: it failed, and what needs it is left', async () => {
    const { folder, settings } = told(impossible)
    const [first, second] = impossible.map(runId)
    const report = await during(settings, async () => {})
    expect(report).toMatchObject({ done: [], failed: [{ id: first, why: expect.stringContaining('--data') }], left: [second] })
    expect(recordsIn(folder)).toEqual(new Map())
  })
}

/** Waits for so many things to happen; false where it ended before. */
const heard = async (grid: GridProcess, count: number): Promise<boolean> => {
  for (let at = 0; at < count; at += 1) if ((await grid.next()) === undefined) return false
  return true
}

const epochsOf = ({ said }: GridProcess, from = 0): readonly number[] =>
  said.slice(from).flatMap((line) => (line._tag === 'tidings' ? [line.tidings.epoch] : []))

/** Records as their files have them, to the byte, but for the lines that tell when, where and how fast. */
const recordsIn = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    filesIn(folder).map((name) => {
      const lines = readFileSync(join(folder, 'records', name), 'utf8').split('\n')
      return [name.replace('.json', ''), lines.filter((line) => !/^"(circumstances|times)":/.test(line)).join('\n')]
    }),
  )

/** What a killed process was writing has another kind of name. */
const filesIn = (folder: string): readonly string[] => {
  const records = join(folder, 'records')
  mkdirSync(records, { recursive: true })
  return readdirSync(records)
    .filter((name) => !/^\.narrownet-.*\.part$/.test(name))
    .toSorted()
}

const timesOf = (folder: string): readonly number[] => filesIn(folder).map((name) => statSync(join(folder, 'records', name)).mtimeMs)

const recordAt = (folder: string, run: Run): RunRecord => {
  const decoded = recordCodec.decode(JSON.parse(readFileSync(join(folder, 'records', `${runId(run)}.json`), 'utf8')))
  if (decoded._tag === 'Left') throw new Error('no record')
  return decoded.right
}
