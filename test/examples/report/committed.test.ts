import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { allRecords } from '../../../examples/reproductions/folder.js'
import { documentsOf } from '../../../examples/reproductions/report/documentsOf.js'
import { textsOf, writtenBefore } from '../../../examples/reproductions/report/writeDocuments.js'
import { studies } from '../../../examples/reproductions/studies.js'
import { right } from '../../setup/answers.js'

const folder = fileURLToPath(new URL('../../../docs/reproductions', import.meta.url))

describe('docs/reproductions', () => {
  test('is what its records give: no file other, missing or left over', async () => {
    const records = right(await allRecords({ records: `${folder}/records` })())
    const texts = await textsOf(documentsOf(studies, records))()
    const committed = right(await writtenBefore(folder)())
    expect([...committed.keys()].toSorted()).toEqual([...texts.keys()].toSorted())
    for (const [path, text] of texts) expect([path, committed.get(path) === text]).toEqual([path, true])
  })
})
