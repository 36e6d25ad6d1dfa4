import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { hiddenNames, publicDocs } from './setup/hiddenNames.js'
import { isIndex, librarySources, publicNames } from './setup/publicNames.js'

/** What users read while they hover names nothing that they cannot import. */
const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')
const sources = librarySources(root)
const known = publicNames(sources)
const hidden = new Set(
  sources.filter(({ path }) => !isIndex(path)).flatMap(({ facts }) => facts.exports.filter((name) => !known.has(name))),
)
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
