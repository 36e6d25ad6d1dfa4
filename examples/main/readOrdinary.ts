import { readFile, stat } from 'node:fs/promises'

/** The bytes of an ordinary file, a link to one included. A pipe or a device is refused: reading it might never end. */
export const readOrdinary = async (path: string): Promise<Uint8Array> => {
  const found = await stat(path)
  if (!found.isFile() && !found.isDirectory()) throw new Error('a device or a pipe')
  return new Uint8Array(await readFile(path))
}
