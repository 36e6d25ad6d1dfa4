import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { brokenLinks } from './setup/brokenLinks.js'
import { filesUnder } from './setup/filesUnder.js'

/** Every link of a document leads somewhere: to a file of the repository, and to a heading in it. */
const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')
const documents = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  ...filesUnder(join(root, 'docs')).map((path) => relative(root, path)),
].filter((path) => path.endsWith('.md'))

describe('links', () => {
  test.each(documents)('%s', (document) => expect(brokenLinks(root, document, readFileSync(join(root, document), 'utf8'))).toEqual([]))

  test('the check can fail', () => {
    const text = '# One two: three\n[right](#one-two-three) [wrong](#two) [gone](gone.md) [there](docs/index.md) `[code](no.md)`'
    expect(brokenLinks(root, 'README.md', text)).toEqual(['README.md: no heading #two', 'README.md: no file gone.md'])
  })
})
