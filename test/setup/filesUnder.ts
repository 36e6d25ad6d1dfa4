import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Files under `folder`, recursively, with forward slashes; none where the folder does not exist. */
export const filesUnder = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)]))
        .map((path) => path.replaceAll('\\', '/'))
        .sort()
    : []
