import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { filesUnder } from './setup/filesUnder.js'
import { hiddenNames, publicDocs } from './setup/hiddenNames.js'
import { sourceFacts } from './setup/sourceFacts.js'

/** What users read while they hover names nothing that they cannot import. */
const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')
const sources = filesUnder(join(root, 'lib'))
  .map((path) => path.slice(root.length + 1))
  .filter((path) => path.endsWith('.ts') && !path.startsWith('lib/engine/wasm/assembly/'))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
const facts = sources.map(({ path, text }) => sourceFacts(path, text))
const isIndex = (path: string): boolean => /^lib\/((chart|node)\/)?index\.ts$|^lib\/layer\/layers\.ts$/.test(path)
const exported = (among: (path: string) => boolean): readonly string[] =>
  facts.filter(({ path }) => among(path)).flatMap(({ exports }) => exports)

const known = new Set(exported(isIndex))
const hidden = new Set(exported((path) => !isIndex(path)).filter((name) => !known.has(name)))
const docs = sources.filter(({ path }) => !isIndex(path)).flatMap(({ path, text }) => publicDocs(path, text, known))

describe('docstrings', () => {
  test('there is something to check', () => expect(Math.min(docs.length, hidden.size)).toBeGreaterThan(100))
  test('name only what users can import', () => expect(docs.flatMap((doc) => hiddenNames(doc, hidden))).toEqual([]))

  test('the check can fail', () => {
    const text = `
/** Not public: \`inner\`. */
export const inner = 1
/**
 * Twice \`value\`, by \`inner\`, like {@link other} and \`third(1)\`.
 *
 * @example
 * twice(1) // fourth(2) says why, and error.fifth(3) does
 */
export const twice = (value: number): number => 2 * value
`
    const names = new Set(['inner', 'other', 'third', 'fourth', 'fifth', 'value', 'twice'])
    const found = publicDocs('a.ts', text, new Set(['twice'])).flatMap((doc) => hiddenNames(doc, names))
    expect(found).toEqual(['inner', 'third', 'other', 'twice', 'fourth'].map((name) => `a.ts:4: ${name}`))
  })
})
