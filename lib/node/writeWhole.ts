import { randomUUID } from 'node:crypto'
import { chmod, open, readlink, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { taskEither as TE } from 'fp-ts'
import { type WriteError, writeError } from '../file/writeError.js'
import { aString, textOrBytes } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import { folderMade } from './folderMade.js'

/**
 * A file that is there whole or not at all, whenever the process is killed or the power fails: the contents are written beside their place,
 * brought to the disk, and then take the name. Who reads it finds the old contents or the new. A process killed in between leaves
 * a file `.narrownet-….part`, which may be removed.
 *
 * Folders on the way are made. A file that is replaced keeps its mode, and a link to it stays a link. `storeWhole` is the same for a page.
 *
 * A `Left` where the system refuses, and where something that is not an ordinary file has the name: a folder, a device, a pipe.
 *
 * @example
 * import { tmpdir } from 'node:os'
 * const bytes = encodeNetwork(mlp({ input: [4], cfg: [6], classes: 2 }, key(0)))
 * E.isRight(await writeWhole(`${tmpdir()}/narrownet-example/digits.safetensors`, bytes)()) // => true
 */
export const writeWhole = (path: string, contents: string | Uint8Array): TE.TaskEither<WriteError, void> => {
  checkedArgument('writeWhole', 'path', aString, path)
  checkedArgument('writeWhole', 'contents', textOrBytes, contents)
  return TE.tryCatch(
    async () => {
      await folderMade(dirname(path))
      const { place, mode } = await standing(path)
      const folder = dirname(place)
      const draft = join(folder, `.narrownet-${randomUUID()}.part`)
      try {
        await written(draft, contents)
        if (mode !== undefined) await chmod(draft, mode)
        await rename(draft, place)
      } catch (thrown) {
        await rm(draft, { force: true })
        throw thrown
      }
      await synchronized(folder)
    },
    (thrown) => writeError(path, thrown),
  )
}

/** What stands there, or is to: behind links, and with its mode if it is a file already. What another process removes meanwhile does not stand there. */
const standing = async (path: string): Promise<{ readonly place: string; readonly mode: number | undefined }> => {
  try {
    const place = await realpath(path)
    const found = await stat(place)
    if (!found.isFile()) throw new Error('what stands there is not an ordinary file')
    return { place, mode: found.mode & 0o7777 }
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT') throw thrown
    // a link to what is not there yet
    const target = await readlink(path).catch(() => undefined)
    return target === undefined ? { place: path, mode: undefined } : standing(resolve(dirname(path), target))
  }
}

const written = async (path: string, contents: string | Uint8Array): Promise<void> => {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(contents)
    await file.sync()
  } finally {
    await file.close()
  }
}

/**
 * A name, too, is on the disk only when its folder is. Windows opens no folders, and needs no such thing; nor does a system open one that may be written but not
 * listed, and the file is there all the same.
 */
const synchronized = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r').catch((thrown: unknown) => {
    if (codeOf(thrown) === 'EACCES') return undefined
    throw thrown
  })
  try {
    await handle?.sync()
  } finally {
    await handle?.close()
  }
}

const codeOf = (thrown: unknown): unknown => (thrown instanceof Error && 'code' in thrown ? thrown.code : undefined)
