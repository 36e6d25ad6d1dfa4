import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allRecords } from '../../examples/reproductions/folder.js'
import { vgg19Study } from '../../examples/reproductions/network-slimming/vgg19.js'
import { ownRowStudy } from '../../examples/reproductions/own/ownRow.js'
import { vgg16Study } from '../../examples/reproductions/pruning-filters/vgg16.js'
import type { RunRecord } from '../../examples/reproductions/record.js'
import { runId } from '../../examples/reproductions/run.js'
import type { Study } from '../../examples/reproductions/study.js'
import { right } from '../setup/answers.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'narrownet-rows-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Workers are threads of built files. */
const built = pathToFileURL(join(root, 'dist/examples/reproductions/embeddedGrid.js')).href

describe('rows at a glance', { timeout: 200_000 }, () => {
  const found = new Map<string, RunRecord>()
  const rows = [vgg19Study, vgg16Study, ownRowStudy]
  const runsOf = ({ lines }: Study) => lines('smoke').map(({ task }) => ({ seed: 0, task }))
  const recordOf = (study: Study, name: string): RunRecord => {
    const asked = study.lines('smoke').find((line) => line.name === name)
    return found.get(asked === undefined ? '' : runId({ seed: 0, task: asked.task })) ?? expect.fail(`${study.name} has no ${name}`)
  }
  const trainingOf = (record: RunRecord) => (record.result.is === 'training' ? record.result : expect.fail(record.result.is))
  const last = (record: RunRecord): number => trainingOf(record).epochs.at(-1)?.test.accuracy ?? Number.NaN

  beforeAll(async () => {
    const { embeddedGrid } = (await import(built)) as typeof import('../../examples/reproductions/embeddedGrid.js')
    const folders = { records: join(folder, 'records'), work: join(folder, 'work') }
    const grid = embeddedGrid({ folders, data: { mnist: undefined, cifar10: undefined }, commit: 'a test' }, 2)
    const report = await grid(rows.flatMap(runsOf), { on: () => undefined, signal: new AbortController().signal })
    expect([report.failed, report.left]).toEqual([[], []])
    for (const record of right(await allRecords(folders)())) found.set(record.id, record)
  }, 200_000)

  test('every line has a record, whose numbers are possible', () => {
    expect([...found.keys()].toSorted()).toEqual([...new Set(rows.flatMap(runsOf).map(runId))].toSorted())
    for (const record of found.values()) {
      const { start, epochs, planned, diverged, scales } = trainingOf(record)
      expect([epochs.length, diverged]).toEqual([planned, null])
      for (const { accuracy } of [start, ...epochs.flatMap(({ training, test: tested }) => [training, tested])]) {
        expect(accuracy).toBeGreaterThanOrEqual(0)
        expect(accuracy).toBeLessThanOrEqual(1)
      }
      const normalized = scales.reduce((sum, count) => sum + count, 0)
      expect(normalized).toBeGreaterThan(0)
      const { parameters, weights, nonzero, referenceFlops, multiplyAccumulates } = record.counts ?? expect.fail('no counts')
      // of the parameters that are no weights, each scale has a shift
      expect(parameters - weights).toBeGreaterThanOrEqual(2 * normalized)
      expect(nonzero).toBeLessThanOrEqual(parameters)
      expect(referenceFlops).toBeGreaterThan(2 * multiplyAccumulates)
    }
  })

  test('slimming: a threshold, fewer channels, and fine-tuning brings most of the accuracy back', () => {
    const whole = recordOf(vgg19Study, 'VGG-11/8, lambda 1e-4')
    const [half, third] = ['50', '70'].map((ratio) => recordOf(vgg19Study, `VGG-11/8 without ${ratio} %, fine-tuned`))
    if (half === undefined || third === undefined) return expect.fail()
    expect(whole.thresholds).toEqual([])
    expect([half.thresholds.length, third.thresholds.length]).toEqual([1, 1])
    expect(half.thresholds[0]).toBeGreaterThan(0)
    expect(third.thresholds[0]).toBeGreaterThanOrEqual(half.thresholds[0] ?? Infinity)
    const channels = ({ counts }: RunRecord): number =>
      (counts?.cfg ?? []).reduce<number>((sum, entry) => sum + (entry === 'M' ? 0 : entry), 0)
    expect(channels(half)).toBe(channels(whole) / 2) // exactly trunc of it, and no floor met
    expect(channels(third)).toBeGreaterThanOrEqual(channels(whole) - Math.trunc(0.7 * channels(whole)))
    expect(last(whole)).toBeGreaterThan(0.4)
    expect(last(half)).toBeGreaterThan(trainingOf(half).start.accuracy)
  })

  test('VGG-16-A: half of its ends are gone, fine-tuned or from scratch', () => {
    const shapes = ['fine-tuned', 'Scratch-E', 'Scratch-B'].map((how) => recordOf(vgg16Study, `VGG-11/8-A, ${how}`))
    for (const { counts } of shapes) expect(counts?.cfg).toEqual([4, 'M', 16, 'M', 32, 32, 'M', 32, 32, 'M', 32, 32, 64])
    const [, sameEpochs, sameArithmetic] = shapes.map((record) => trainingOf(record).planned)
    expect(sameArithmetic).toBeGreaterThan(sameEpochs ?? Infinity)
  })

  test('a row of one’s own', () => {
    expect(recordOf(ownRowStudy, '[24, 32]').counts?.cfg).toEqual([24, 32])
    expect(recordOf(ownRowStudy, '[12, 16], fine-tuned').counts?.cfg).toEqual([12, 16])
    expect(last(recordOf(ownRowStudy, '[24, 32]'))).toBeGreaterThan(0.2)
  })
})

test('docs/reproductions/own-row.md shows the whole file', () => {
  const text = readFileSync(join(root, 'docs/reproductions/own-row.md'), 'utf8')
  const code = [...text.matchAll(/```typescript\n([^]*?)```/g)].map(([, shown]) => shown ?? '').join('')
  const file = readFileSync(join(root, 'examples/reproductions/own/ownRow.ts'), 'utf8').replace(/^\/\*\*.*\n/, '')
  const lines = (all: string): readonly string[] => all.split('\n').filter((one) => one !== '')
  expect(lines(code)).toEqual(lines(file))
  expect(lines(file).length).toBeLessThan(50)
})
