import { taskEither as TE } from 'fp-ts'
import { aString, type Kind, kind, textOrBytes } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import { type WriteError, writeError } from './writeError.js'

/** A folder of a page's own file system, as `navigator.storage.getDirectory()` gives it, or one that the user chose. */
export interface StorageFolder {
  getFileHandle(name: string, options: { readonly create: boolean }): Promise<StorageFile>
  removeEntry(name: string): Promise<void>
}

/** A file there; a page's own can be renamed, one that the user chose not everywhere. */
export interface StorageFile {
  createWritable(): Promise<StorageStream>
  move?(name: string): Promise<void>
}

/** What writes to a copy until it is closed. */
export interface StorageStream {
  write(contents: string | Uint8Array<ArrayBuffer>): Promise<void>
  close(): Promise<void>
  abort(): Promise<void>
}

/**
 * A file of a page's storage, whole or not at all: a reader finds the old contents or the new, or nothing where nothing was, even if the page was closed
 * while it was written; then a file `.narrownet-….part` may be left, which may be removed. `writeWhole` of 'narrownet/node' is the same for Node.
 *
 * In a folder that the user chose, a browser that cannot rename files there leaves an empty file where nothing was and the page is closed while it is written.
 *
 * A `Left` where the browser refuses: no room, no permission, a name that no file can have.
 *
 * @example
 * const bytes = encodeNetwork(mlp({ input: [4], cfg: [6], classes: 2 }, key(0)))
 * const save = (folder: StorageFolder) => storeWhole(folder, 'digits.safetensors', bytes) // of navigator.storage.getDirectory()
 */
export const storeWhole = (folder: StorageFolder, name: string, contents: string | Uint8Array): TE.TaskEither<WriteError, void> => {
  checkedArgument('storeWhole', 'folder', aFolder, folder)
  checkedArgument('storeWhole', 'name', aString, name)
  checkedArgument('storeWhole', 'contents', textOrBytes, contents)
  return TE.tryCatch(
    async () => {
      const standing = await folder.getFileHandle(name, { create: false }).catch(missing)
      await (standing === undefined ? storeNew(folder, name, contents) : written(standing, contents))
    },
    (thrown) => writeError(name, thrown),
  )
}

/** What is not there is undefined; every other refusal stays one. */
const missing = (thrown: unknown): undefined => {
  if (!(thrown instanceof Error && thrown.name === 'NotFoundError')) throw thrown
}

/** Under a name that nobody reads until all is there, where files can be renamed. */
const storeNew = async (folder: StorageFolder, name: string, contents: string | Uint8Array): Promise<void> => {
  const draft = `.narrownet-${crypto.randomUUID()}.part`
  const file = await folder.getFileHandle(draft, { create: true })
  const place = file.move === undefined ? name : draft
  if (place === name) await folder.removeEntry(draft)
  try {
    await written(place === name ? await folder.getFileHandle(name, { create: true }) : file, contents)
    await file.move?.(name)
  } catch (thrown) {
    await folder.removeEntry(place).catch(() => undefined)
    throw thrown
  }
}

/** The platform writes to a copy, which takes the file's place when it is closed. */
const written = async (file: StorageFile, contents: string | Uint8Array): Promise<void> => {
  const stream = await file.createWritable()
  try {
    await stream.write(unshared(contents))
    await stream.close()
  } catch (thrown) {
    // The reason is known; that a stream which failed cannot be given up either is not news.
    await stream.abort().catch(() => undefined)
    throw thrown
  }
}

const aFolder: Kind<StorageFolder> = kind(
  'a folder, as navigator.storage.getDirectory() gives it',
  (value) => typeof (value as Partial<StorageFolder> | null | undefined)?.getFileHandle === 'function',
)

/** Streams take no shared memory. */
const unshared = (contents: string | Uint8Array): string | Uint8Array<ArrayBuffer> =>
  typeof contents === 'string' || isUnshared(contents) ? contents : new Uint8Array(contents)

const isUnshared = (bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> => bytes.buffer instanceof ArrayBuffer
