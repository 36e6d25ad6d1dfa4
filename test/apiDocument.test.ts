import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { apiDocument, exportsOfIndex, groupOf } from './setup/apiDocument.js'

/** docs/api.md follows from the sources. API_UPDATE=1 writes it. */
const root = fileURLToPath(new URL('..', import.meta.url))
const document = join(root, 'docs/api.md')
const all = ['lib/index.ts', 'lib/chart/index.ts', 'lib/node/index.ts'].flatMap((index) =>
  exportsOfIndex(index, (path) => readFileSync(join(root, path), 'utf8')),
)

describe('docs/api.md', () => {
  test('is what the sources say', () => {
    if (process.env.API_UPDATE === '1') writeFileSync(document, apiDocument(all))
    expect(readFileSync(document, 'utf8')).toBe(apiDocument(all))
  })

  test('has a place and a sentence for every export that is not a type', () => {
    expect(all.length).toBeGreaterThan(300)
    expect(all.filter((each) => groupOf(each) < 0)).toEqual([])
    expect(all.filter(({ isType, sentence }) => !isType && sentence === undefined)).toEqual([])
  })

  test('has its groups in the order of the indexes', () => {
    const numbers = all.map(groupOf)
    expect(numbers).toEqual(numbers.toSorted((one, other) => one - other))
  })

  test('takes the first sentence of a doc block, of the file that declares the name', () => {
    const files: Readonly<Record<string, string>> = {
      'lib/index.ts': "export * from './layer/layers.js'\nexport { one, type Two } from './data/one.js'",
      'lib/layer/layers.ts': "export { three } from './three.js'",
      'lib/layer/three.ts': '/** Three, as Li et al. 2017\n * have it. More of it. */\nexport const three = 3',
      'lib/data/one.ts': 'export const one = 1\nexport interface Two {}',
    }
    const found = exportsOfIndex('lib/index.ts', (path) => files[path] ?? '')
    expect(found).toEqual([
      { name: 'three', isType: false, path: 'lib/layer/three.ts', sentence: 'Three, as Li et al. 2017 have it.' },
      { name: 'one', isType: false, path: 'lib/data/one.ts', sentence: undefined },
      { name: 'Two', isType: true, path: 'lib/data/one.ts', sentence: undefined },
    ])
    expect(apiDocument(found)).toContain('## Data\n\n- [`one`](../lib/data/one.ts): \n\nTypes: [`Two`](../lib/data/one.ts)\n')
  })
})
