import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * See to it that there is a folder, and those above it. One after the other: Node's own recursive `mkdir` never ends where the system says that a
 * folder it has just been asked for does not exist, as below /proc.
 */
export const folderMade = async (path: string): Promise<void> => {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory() === true) return
  if (dirname(path) !== path) await folderMade(dirname(path))
  try {
    await mkdir(path)
  } catch (thrown) {
    // Another process may have made it meanwhile; a file of that name is no folder.
    const now = await stat(path).catch(() => undefined)
    if (now?.isDirectory() !== true) throw thrown
  }
}
