import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { filesUnder } from './filesUnder.js'

/** The first source newer than what was built from it, or not built at all. Docs, consumer, example and type tests read the build. */
export const staleSource = (root: string): string | undefined =>
  ['lib', 'examples']
    .flatMap((folder) => filesUnder(join(root, folder)))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts') && !/\/(examples\/browser|lib\/engine\/wasm\/assembly)\//.test(path))
    .find((path) => {
      const built = join(root, 'dist', path.slice(root.length + 1).replace(/\.ts$/, '.js'))
      return !existsSync(built) || statSync(built).mtimeMs < statSync(path).mtimeMs
    })
