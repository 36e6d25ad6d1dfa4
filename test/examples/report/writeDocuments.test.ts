import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { jobMessage } from '../../../examples/main/jobError.js'
import { recordText } from '../../../examples/reproductions/record.js'
import { writeDocuments } from '../../../examples/reproductions/report/writeDocuments.js'
import { studies } from '../../../examples/reproductions/studies.js'
import { right } from '../../setup/answers.js'
import { endsWith, madeRecord } from './madeRecords.js'

describe('written documents', () => {
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
})
