import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compile } from '../test/setup/compile.js'

/**
 * What our types cost a user's compiler, in instantiations: a count, not a time, so the same on every machine. Each program is compiled alone by
 * TypeScript 7 on one thread, against the built declarations; the cost of importing us at all (baseline.ts) is subtracted.
 * budget.json holds what was measured when somebody last looked; more than a tenth above it fails.
 */
const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')
const folder = join(root, 'typetests/budget')
const recordPath = join(root, 'typetests/budget.json')
const workFolder = `.typetests/${process.pid}-budget`
const update = process.env.TYPETESTS_UPDATE === '1'

const slack = 1.1
const farUnder = 0.9

type Verdict = 'within' | 'over' | 'far under' | 'not recorded'
const verdict = (found: number, recorded: number | undefined): Verdict =>
  recorded === undefined ? 'not recorded' : found > recorded * slack ? 'over' : found < recorded * farUnder ? 'far under' : 'within'

const instantiations = async (name: string): Promise<number> => {
  const flags = ['--extendedDiagnostics', '--singleThreaded', '--noEmit']
  const { messages, output } = await compile('7', root, [`typetests/budget/${name}.ts`], `${workFolder}/${name}`, {}, flags)
  expect(messages).toEqual([])
  const count = /^Instantiations:\s+(\d+)$/m.exec(output)?.[1]
  if (count === undefined) throw new Error(`no instantiation count in the compiler's output:\n${output}`)
  return Number(count)
}

const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== 'baseline.ts')
  .map((file) => file.slice(0, -3))
  .sort()
const record: Readonly<Record<string, number>> = existsSync(recordPath) ? JSON.parse(readFileSync(recordPath, 'utf8')) : {}

describe('type budget', () => {
  const found = new Map<string, number>()
  beforeAll(async () => {
    const baseline = await instantiations('baseline')
    for (const name of names) found.set(name, (await instantiations(name)) - baseline)
    if (update) writeFileSync(recordPath, `${JSON.stringify(Object.fromEntries(found), null, 2)}\n`)
  })
  afterAll(() => rmSync(join(root, workFolder), { recursive: true, force: true }))

  test.skipIf(update)('every record has its program', () => {
    expect(Object.keys(record).filter((name) => !names.includes(name))).toEqual([])
  })

  test.skipIf(update).each(names)('%s', (name) => {
    const count = found.get(name) ?? Number.NaN
    const recorded = record[name]
    if (verdict(count, recorded) === 'far under')
      console.warn(`typetests/budget/${name}: ${count} instantiations, recorded ${recorded}: npm run typetests:update to keep the gain`)
    expect(['within', 'far under'], `${count} instantiations, recorded ${recorded}; npm run typetests:update if that is meant`).toContain(
      verdict(count, recorded),
    )
  })

  test('counting is deterministic', async () => {
    expect(await instantiations('baseline')).toBe(await instantiations('baseline'))
  })

  test('the verdict can fail', () => {
    expect([verdict(111, 100), verdict(110, 100), verdict(90, 100), verdict(89, 100), verdict(1, undefined)]).toEqual([
      'over',
      'within',
      'within',
      'far under',
      'not recorded',
    ])
  })
})
