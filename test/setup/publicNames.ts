import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesUnder } from './filesUnder.js'
import { type SourceFacts, sourceFacts } from './sourceFacts.js'

/** A file that lists what users can import. */
export const isIndex = (path: string): boolean => /^lib\/((chart|node)\/)?index\.ts$|^lib\/layer\/layers\.ts$/.test(path)

export interface LibrarySource {
  readonly path: string
  readonly text: string
  readonly facts: SourceFacts
}

/** The library's sources, but for those that AssemblyScript compiles; paths from the repository's root. */
export const librarySources = (root: string): readonly LibrarySource[] =>
  filesUnder(join(root, 'lib'))
    .map((path) => path.slice(root.length + 1))
    .filter((path) => path.endsWith('.ts') && !path.startsWith('lib/engine/wasm/assembly/'))
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8')
      return { path, text, facts: sourceFacts(path, text) }
    })

/** What users can import by name. */
export const publicNames = (sources: readonly LibrarySource[]): ReadonlySet<string> =>
  new Set(sources.filter(({ path }) => isIndex(path)).flatMap(({ facts }) => facts.exports))
