/** One file of a package's archive, in memory. */
import { function as F, taskEither as TE } from 'fp-ts'
import { list } from 'tar'
import { fileError, type JobError, systemProblem } from '../../main/jobError.js'

/** No file of the package has so many bytes. */
const largest = 64 * 1024 * 1024

/** What a person calls a file in an archive. */
export const entryName = (archive: string, name: string): string => `${archive}, ${name}`

/** A `Left` where the archive cannot be read to its end, or has no such file, or one of more than 64 MiB. */
export const archiveEntry = (archive: string, name: string): TE.TaskEither<JobError, Uint8Array> =>
  F.pipe(
    TE.tryCatch(
      () => sought(archive, name),
      (thrown) => fileError(archive, 'the archive that npm pack makes of a package', systemProblem(thrown)),
    ),
    TE.filterOrElse(
      ({ size }) => size <= largest,
      ({ size }) => fileError(entryName(archive, name), `at most ${largest} bytes`, `${size} bytes`),
    ),
    TE.flatMapNullable(
      ({ bytes }) => bytes,
      () => fileError(archive, `a file ${name}`, 'none of that name'),
    ),
  )

interface Sought {
  readonly size: number
  readonly bytes: Uint8Array | undefined
}

const sought = async (archive: string, name: string): Promise<Sought> => {
  let found: Sought = { size: 0, bytes: undefined }
  await list({
    file: archive,
    strict: true,
    filter: (path) => path === name,
    onReadEntry: (entry) => {
      const bytes = entry.size <= largest ? new Uint8Array(entry.size) : undefined
      found = { size: entry.size, bytes }
      let filled = 0
      entry.on('data', (chunk) => {
        bytes?.set(chunk, filled)
        filled += chunk.length
      })
    },
  })
  return found
}
