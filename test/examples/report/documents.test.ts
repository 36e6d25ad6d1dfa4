import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countedArithmetic } from '../../../examples/reproductions/effort.js'
import { type Document, mark } from '../../../examples/reproductions/report/document.js'
import { documentsOf } from '../../../examples/reproductions/report/documentsOf.js'
import { textsOf } from '../../../examples/reproductions/report/writeDocuments.js'
import { publishedColors } from '../../../examples/reproductions/imageSets.js'
import { studies } from '../../../examples/reproductions/studies.js'
import type { Preset } from '../../../examples/reproductions/study.js'
import { anyRecords, divergedAfter, endsWith, madeRecord } from './madeRecords.js'

/** Each network is counted once. */
const counted = countedArithmetic()

const forbidden = /\b(NaN|undefined|Infinity)\b|∞/

/** Where a chart's specification has a number that is none. */
const holes = (value: unknown, path = ''): readonly string[] =>
  typeof value === 'number' && !Number.isFinite(value)
    ? [path]
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, inside]) => holes(inside, `${path}.${name}`))
      : []

const faultsOf = ({ path, contents }: Document): readonly string[] =>
  typeof contents === 'string'
    ? contents.split('\n').flatMap((text, at) => (forbidden.test(text) ? [`${path}:${at + 1} ${text}`] : []))
    : holes(contents.spec, path)

describe('documents', () => {
  test('of any records are the same in any order, whole, and without a number that is none', () => {
    fc.assert(
      fc.property(anyRecords(studies), (records) => {
        const documents = documentsOf(studies, records, counted)
        expect(documents.flatMap(faultsOf)).toEqual([])
        expect(new Set(documents.map(({ path }) => path)).size).toBe(documents.length)
        expect(documentsOf(studies, records.toReversed(), counted)).toEqual(documents)
        const links = documents.flatMap(({ contents }) =>
          typeof contents === 'string' ? [...contents.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link) : [],
        )
        expect(links.filter((link) => !documents.some(({ path }) => path === link))).toEqual([])
      }),
      { numRuns: 25 },
    )
  })

  test('of any records can be drawn', async () => {
    await fc.assert(
      fc.asyncProperty(anyRecords(studies.slice(0, 3), ['smoke']), async (records) => {
        const texts = await textsOf(documentsOf(studies, records, counted))()
        for (const [path, text] of texts) {
          expect([path, text.startsWith(mark)]).toEqual([path, true])
          if (path.endsWith('.svg')) expect([path, forbidden.exec(text)?.[0]]).toEqual([path, undefined])
        }
      }),
      { numRuns: 3 },
    )
  })

  test('without records are an index and open questions', () => {
    const documents = documentsOf(studies, [])
    expect(documents.map(({ path }) => path)).toEqual(['index.md', 'claims.md'])
    expect(documents[1]?.contents).not.toContain('| **shown** |')
  })

  test('hide no run that came to nothing', () => {
    const [study] = studies
    const [first, second] = study?.lines('hours') ?? []
    if (study === undefined || first === undefined || second === undefined) throw new Error('no study')
    const documents = documentsOf(studies, [
      madeRecord(first.task, 0, endsWith(0.9)),
      madeRecord(first.task, 1, divergedAfter(3)),
      madeRecord(second.task, 0, { is: 'refused', why: 'a layer would be empty' }, { counts: null }),
    ])
    const page = String(documents.find(({ path }) => path === `${study.name.replace('/', '-')}.md`)?.contents)
    expect(page).toContain(`- ${first.name}, seed 1: diverged after 3 of 9 epochs: the loss went astray`)
    expect(page).toContain(`- ${second.name}, seed 0: refused: a layer would be empty`)
    expect(page).toMatch(new RegExp(`\\| ${first.name.replace(/[[\]]/g, '\\$&')} \\| 1 \\| 10.00 \\|`))
  })

  test('say that nothing is trained only of a study that trains nothing', () => {
    for (const study of studies) {
      const lines = study.lines('hours')
      const documents = documentsOf(
        studies,
        lines.map(({ task }) => madeRecord(task, 0, endsWith(0.9))),
        counted,
      )
      const page = String(documents.find(({ path }) => path === `${study.name.replace('/', '-')}.md`)?.contents)
      const trains = lines.some(({ task }) => JSON.stringify(task).includes('"training":'))
      expect([study.name, trains && page.includes('Nothing is trained here')]).toEqual([study.name, false])
      expect(page).toContain(lines.length === 1 ? '1 record, made' : `${lines.length} records, made`)
    }
  })

  const pageOf = (name: string, records: Parameters<typeof documentsOf>[1]): string =>
    String(documentsOf(studies, records, counted).find(({ path }) => path === `${name.replace('/', '-')}.md`)?.contents)
  const linesOf = (name: string, preset: Preset) => studies.find((study) => study.name === name)?.lines(preset) ?? []

  test('call published only what is', () => {
    for (const study of studies) {
      const lines = study.lines('paper')
      const page = pageOf(
        study.name,
        lines.slice(0, 1).map(({ task }) => madeRecord(task, 0, endsWith(0.9))),
      )
      const says = page.includes('## The published networks and schedules (') && page.includes('These are the published networks')
      expect([study.name, says]).toEqual([study.name, lines.length > 0 && study.paperIs === undefined])
    }
    const ours = studies.filter(({ paperIs }) => paperIs === 'ours').map(({ name }) => name)
    for (const name of ['first-systems/mlp', 'rethinking/mnist-weights', 'pruning-filters/mnist-rankings', 'distillation/mnist'])
      expect(ours).toContain(name)
  })

  test('name the lines of each set of images where there are several', () => {
    const name = 'pruning-filters/resnet20-long'
    const [first, second, third] = linesOf(name, 'hours')
    if (first === undefined || second === undefined || third === undefined) throw new Error('no lines')
    const [ours, theirs] = [publishedColors.set === 'cifar10' ? (publishedColors.digest ?? '') : '', 'd'.repeat(64)]
    const page = pageOf(name, [
      madeRecord(first.task, 0, endsWith(0.9), { images: ours }),
      madeRecord(second.task, 0, endsWith(0.9), { images: ours }),
      madeRecord(third.task, 0, endsWith(0.9), { images: theirs }),
    ])
    expect(page).toMatch(
      new RegExp(`Images of “${first.name}”, “${second.name}”: CIFAR-10.*${ours}.*These are the published images, to the bit`),
    )
    expect(page).toMatch(new RegExp(`Images of “${third.name}”: CIFAR-10.*${theirs}`))
    expect(page).toContain('This recipe was changed after a first run.')
    expect(pageOf(name, [madeRecord(third.task, 0, endsWith(0.9))])).toContain('\nImages: CIFAR-10')
  })

  test('a chart of curves is called by what they are, and a curve says of how many seeds it is where they differ', () => {
    const lines = linesOf('distillation/mnist', 'hours')
    const records = lines.flatMap(({ name, task }) =>
      (name.endsWith('distilled') ? [0, 1] : [0, 1, 2]).map((seed) => madeRecord(task, seed, endsWith(0.9))),
    )
    const charts = documentsOf(studies, records, counted).flatMap(({ path, contents }) =>
      path.includes('distillation-mnist-') && path.includes('curves') && typeof contents !== 'string' ? [contents] : [],
    )
    expect(charts.map(({ title }) => title)).toEqual(['[20, 20]', '[10, 10]', '[4, 8, 16]'].map((cfg) => `${cfg}: fine-tuned or distilled`))
    for (const { spec } of charts) {
      expect(JSON.stringify(spec)).toContain('"fine-tuned (n = 3)","distilled (n = 2)"')
      expect(JSON.stringify(spec)).toContain('mean and standard deviation of n seeds')
    }
  })

  test('published sizes stand beside ours, and pruned networks have numbers in the chart of shares', () => {
    const records = linesOf('costs/full-size', 'paper').map(({ task }, at) =>
      madeRecord(
        task,
        0,
        { is: 'timing' },
        {
          counts: { cfg: [at], parameters: 100, weights: 90, nonzero: 100, multiplyAccumulates: 1000, referenceFlops: 2100 },
          times: { wallSeconds: 1, processorSeconds: 1, passes: [{ batch: 1, milliseconds: 1 + at / 10 }] },
        },
      ),
    )
    expect(pageOf('costs/full-size', records)).toMatch(/\| ResNet-110-A \| 1 \| 100 \| 1.68 million \| 1,000 \| 213 million \|/)
    const chart = documentsOf(studies, records, counted).find(({ path }) => path.endsWith('costs-full-size-paper-shares.svg'))?.contents
    const spec = typeof chart === 'string' || chart === undefined ? '' : JSON.stringify(chart.spec)
    expect(spec).toContain('1\u00a0MLP')
    expect(spec).toContain('as much time as arithmetic')
    expect(spec).not.toContain('"text":"VGG-16-A"')
  })

  test('a comment of XML has no two hyphens inside', () => expect(mark.slice(4, -3)).not.toContain('--'))
})
