import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { filesUnder } from './setup/filesUnder.js'

/** Every link of a document leads somewhere: to a file of the repository, and to a heading in it. */
const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')
const documents = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  ...filesUnder(join(root, 'docs')).map((path) => relative(root, path)),
].filter((path) => path.endsWith('.md'))

const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '')

/** As GitHub makes them: lower case, punctuation gone, spaces to hyphens. */
const anchors = (text: string): ReadonlySet<string> =>
  new Set(
    [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\p{Letter}\p{Number} _-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  )

const broken = (document: string, text: string): readonly string[] =>
  [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
    if (/^https?:/.test(link)) return []
    const [path = '', anchor] = link.split('#')
    const target = path === '' ? document : join(dirname(document), path)
    if (!existsSync(join(root, target))) return [`${document}: no file ${link}`]
    if (anchor === undefined) return []
    const found = path === '' ? text : readFileSync(join(root, target), 'utf8')
    return anchors(found).has(anchor) ? [] : [`${document}: no heading ${link}`]
  })

describe('links', () => {
  test.each(documents)('%s', (document) => expect(broken(document, readFileSync(join(root, document), 'utf8'))).toEqual([]))

  test('the check can fail', () => {
    const text = '# One two: three\n[right](#one-two-three) [wrong](#two) [gone](gone.md) [there](docs/index.md) `[code](no.md)`'
    expect(broken('README.md', text)).toEqual(['README.md: no heading #two', 'README.md: no file gone.md'])
  })
})
