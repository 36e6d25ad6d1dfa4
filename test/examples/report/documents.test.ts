import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { either as E } from 'fp-ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countedArithmetic } from '../../../examples/reproductions/effort.js'
import { type Document, mark } from '../../../examples/reproductions/report/document.js'
import { documentsOf } from '../../../examples/reproductions/report/documentsOf.js'
import { textsOf, writeDocuments } from '../../../examples/reproductions/report/writeDocuments.js'
import { recordText } from '../../../examples/reproductions/record.js'
import { studies } from '../../../examples/reproductions/studies.js'
import { jobMessage } from '../../../examples/main/jobError.js'
import { right } from '../../setup/answers.js'
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
      )
      const page = String(documents.find(({ path }) => path === `${study.name.replace('/', '-')}.md`)?.contents)
      const trains = lines.some(({ task }) => JSON.stringify(task).includes('"training":'))
      expect([study.name, trains && page.includes('Nothing is trained here')]).toEqual([study.name, false])
      expect(page).toContain(lines.length === 1 ? '1 record, made' : `${lines.length} records, made`)
    }
  })

  test('are removed where no record asks for them any more, but none where there is no record at all', async () => {
    const root = mkdtempSync(join(tmpdir(), 'narrownet-documents-'))
    const [records, documents] = [join(root, 'records'), join(root, 'documents')]
    const written = () => writeDocuments(studies, { records, documents })()
    const said = async (): Promise<string> => {
      const answer = await written()
      return E.isLeft(answer) ? jobMessage(answer.left) : 'written'
    }
    try {
      const [one, other] = studies.map((study) => study.lines('hours')[0])
      if (one === undefined || other === undefined) throw new Error('no studies')
      const put = ({ task }: typeof one): string => {
        const record = madeRecord(task, 0, endsWith(0.9))
        const path = join(records, `${record.id}.json`)
        writeFileSync(path, recordText(record))
        return path
      }
      mkdirSync(records)
      const paths = [put(one), put(other)]
      right(await written())
      rmSync(paths[1] ?? '')
      expect(right(await written()).removed).not.toEqual([])
      const before = readdirSync(documents, { recursive: true })
      rmSync(paths[0] ?? '')
      expect(await said()).toBe(
        `${records}: expected records, each a file named by 16 hexadecimal digits and .json, found none; the documents in ${documents} stay as they are: name the folder of the records by --records, or run rows first`,
      )
      rmSync(records, { recursive: true })
      expect(await said()).toBe(`${records}: expected a folder of records, found no such file or folder`)
      expect(readdirSync(documents, { recursive: true })).toEqual(before)
    } finally {
      rmSync(root, { recursive: true })
    }
  })

  test('a comment of XML has no two hyphens inside', () => expect(mark.slice(4, -3)).not.toContain('--'))
})
