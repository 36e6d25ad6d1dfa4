import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Files under `folder`, recursively, with forward slashes, installed packages left out; none where the folder does not exist. */
export const filesUnder = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter(({ name }) => name !== 'node_modules')
        .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)]))
        .map((path) => path.replaceAll('\\', '/'))
        .sort()
    : []
