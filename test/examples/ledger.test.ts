import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { either as E } from 'fp-ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { agendaOf } from '../../examples/reproductions/agenda.js'
import { networkOf } from '../../examples/reproductions/architecture.js'
import { statusTable } from '../../examples/reproductions/command/listing.js'
import {
  allRecords,
  networkOfRun,
  networkPath,
  recordAt,
  recordPath,
  writeNetwork,
  writeRecord,
} from '../../examples/reproductions/folder.js'
import { ledgerOf } from '../../examples/reproductions/ledger.js'
import { recordText, type RunRecord } from '../../examples/reproductions/record.js'
import { neededBy, type Run, runId } from '../../examples/reproductions/run.js'
import { rootOf, startOf } from '../../examples/reproductions/stage.js'
import { jobMessage } from '../../examples/main/jobError.js'
import { key } from '../../lib/index.js'
import { right } from '../setup/answers.js'
import { baseline, diverging, gridRuns } from './grids/gridRuns.js'
import { divergedAfter, endsWith, madeRecord } from './report/madeRecords.js'

const folders = { records: '', work: '' }
beforeEach(() => {
  const root = mkdtempSync(join(tmpdir(), 'narrownet-ledger-'))
  Object.assign(folders, { records: join(root, 'records'), work: join(root, 'work') })
})
afterEach(() => rmSync(dirname(folders.records), { recursive: true }))

const tuned = gridRuns[0] ?? baseline
const recordOf = ({ task, seed }: Run, result = endsWith(0.9)): RunRecord => madeRecord(task, seed, result)
const kept = async (run: Run, result = endsWith(0.9)): Promise<void> => {
  right(await writeRecord(folders, recordOf(run, result))())
  const network = networkOf(rootOf(startOf(run.task)).network, key(0))
  right(await writeNetwork(folders, runId(run), network)())
}
const put = (run: Run, text: string): void => {
  mkdirSync(folders.records, { recursive: true })
  writeFileSync(recordPath(folders, runId(run)), text)
}
const messageOf = async (run: Run): Promise<string> => {
  const found = await recordAt(folders, runId(run))()
  return E.isLeft(found) ? jobMessage(found.left) : 'accepted'
}
const lacked = async (...runs: readonly Run[]): Promise<readonly string[]> =>
  (await agendaOf(folders, runs, () => undefined).look()).map(runId)

const damages: readonly (readonly [string, (record: RunRecord) => string, RegExp])[] = [
  ['cut short', (record) => recordText(record).slice(0, 200), /: expected a record, found no JSON$/],
  ['empty', () => '', /: expected a record, found no JSON$/],
  ['of another run', () => recordText(recordOf(diverging)), /: expected the record of run [0-9a-f]{16}, found that of run [0-9a-f]{16}$/],
  [
    'of another seed than its id',
    (record) => recordText({ ...record, seed: 1 }),
    /: expected the id of its seed and task, [0-9a-f]{16}, found '/,
  ],
  [
    'of no task',
    (record) => recordText(record).replace(/^"task":.*$/m, '"task": {"stage":"dance"},'),
    /: expected task: a task \(stage: trained, scratch, sweep, sensitivity, timed\), found {"stage":"dance"}$/,
  ],
  [
    'of a task that lacks a part',
    (record) => recordText(record).replace('"epochs":5', '"epochs":"many"'),
    /: expected task\.training\.epochs: number, found "many"$/,
  ],
  [
    'of a task on another network than there is',
    (record) => recordText(record).replace('"family":"mlp"', '"family":"owl"'),
    /: expected task\.from\.network: a network \(family: mlp, .*\), found {"family":"owl"/,
  ],
]

describe('a record', () => {
  test.each(damages)('%s is no record: the run is open, and is made again', async (_, damaged, sentence) => {
    await kept(baseline)
    expect([await ledgerOf(folders).stateOf(runId(baseline)), await lacked(baseline)]).toEqual(['done', []])
    put(baseline, damaged(recordOf(baseline)))
    expect(await messageOf(baseline)).toMatch(sentence)
    expect(await ledgerOf(folders).stateOf(runId(baseline))).toBe('open')
    expect(await lacked(baseline)).toEqual([runId(baseline)])
    right(await writeRecord(folders, recordOf(baseline))())
    expect(readFileSync(recordPath(folders, runId(baseline)), 'utf8')).toBe(recordText(recordOf(baseline)))
    expect(await lacked(baseline)).toEqual([])
  })

  test('is read once while it stays the same, and again when it is another', async () => {
    const ledger = ledgerOf(folders)
    const id = runId(baseline)
    expect(await ledger.stateOf(id)).toBe('open')
    await kept(baseline)
    expect(await ledger.stateOf(id)).toBe('done')
    await kept(baseline, divergedAfter(1))
    expect(await ledger.stateOf(id)).toBe('came to nothing')
    // the same file to whoever does not read it
    const path = recordPath(folders, id)
    const length = readFileSync(path).length
    utimesSync(path, 1, 1)
    expect(await ledger.stateOf(id)).toBe('came to nothing')
    writeFileSync(path, ' '.repeat(length))
    utimesSync(path, 1, 1)
    expect(await ledger.stateOf(id)).toBe('came to nothing')
  })

  test('is looked for in a folder that is there', async () => {
    const found = await allRecords(folders)()
    expect(E.isLeft(found) && jobMessage(found.left)).toBe(`${folders.records}: expected a folder of records, found no such file or folder`)
  })
})

describe('the status', () => {
  const study = {
    name: 'a/row',
    claim: '',
    source: '',
    lines: () => [baseline, diverging].map(({ task }, at) => ({ name: `${at}`, task })),
  }
  const row = async (): Promise<string | undefined> => (await statusTable([study], 'smoke', 1, folders)).split('\n').at(-1)

  test('counts what is done, and of that what came to nothing, but no damaged record', async () => {
    expect(await row()).toMatch(/^a\/row +0 of 2$/)
    await kept(baseline)
    await kept(diverging, divergedAfter(1))
    expect(await row()).toMatch(/^a\/row +2 of 2 +1$/)
    put(baseline, '{')
    expect(await row()).toMatch(/^a\/row +1 of 2 +1$/)
  })
})

describe('the network of a run', () => {
  const needed = neededBy(tuned) ?? baseline

  test.each([
    ['missing', (path: string) => rmSync(path)],
    ['cut short', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, -100))],
    ['empty', (path: string) => writeFileSync(path, '')],
  ])('%s is made again where another run starts from it', async (_, damage) => {
    await kept(needed)
    expect(await lacked(tuned)).toEqual([runId(tuned)])
    damage(networkPath(folders, runId(needed)))
    expect(await lacked(tuned)).toEqual([runId(needed)])
    expect(await lacked(needed)).toEqual([])
    await kept(needed)
    expect(await lacked(tuned)).toEqual([runId(tuned)])
  })

  test('that cannot be read is named', async () => {
    await kept(needed)
    const path = networkPath(folders, runId(needed))
    writeFileSync(path, readFileSync(path).subarray(0, -100))
    const found = await networkOfRun(folders, runId(needed))()
    expect(E.isLeft(found) && jobMessage(found.left)).toMatch(
      new RegExp(`^${path.replaceAll('.', '\\.')}: expected the network of a run, found what cannot be read as one \\(.+\\)$`),
    )
  })
})
