/** MNIST from its public mirrors into a folder, each file verified before it gets its name. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { either as E, function as F, readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { writeWhole } from 'narrownet/node'
import type { JobError } from './jobError.js'
import { mnistFiles } from './mnistFolder.js'
import { readOrdinary } from './readOrdinary.js'
import type { Tell } from './progress.js'

export interface RemoteFile {
  readonly name: string
  readonly bytes: number
  /** of the file as it is distributed, in hexadecimal */
  readonly sha256: string
}

export const mirrors: readonly string[] = [
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
]

/** The four files as LeCun, Cortes and Burges published them. */
export const remoteFiles: readonly RemoteFile[] = [
  {
    name: `${mnistFiles.trainingImages}.gz`,
    bytes: 9_912_422,
    sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
  },
  {
    name: `${mnistFiles.trainingLabels}.gz`,
    bytes: 28_881,
    sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
  },
  {
    name: `${mnistFiles.testImages}.gz`,
    bytes: 1_648_877,
    sha256: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
  },
  {
    name: `${mnistFiles.testLabels}.gz`,
    bytes: 4_542,
    sha256: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
  },
]

export interface DownloadOptions {
  readonly from?: readonly string[]
  readonly files?: readonly RemoteFile[]
  /** give a mirror up that has sent nothing for so long */
  readonly patienceMilliseconds?: number
}

const hexadecimal = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const isIn = async (folder: string, { name, sha256 }: RemoteFile): Promise<boolean> => {
  try {
    return hexadecimal(await readOrdinary(join(folder, name))) === sha256
  } catch {
    return false
  }
}

/** The whole body, in memory: nothing reaches the disk before the checksum has passed. Stops at the first byte too many. */
const fetchBytes = async (
  url: string,
  file: RemoteFile,
  patience: number,
  onBytes: (count: number) => void,
): Promise<E.Either<string, Uint8Array>> => {
  const stop = new AbortController()
  const fail = (problem: string): E.Either<string, never> => E.left(`${new URL(url).host} ${problem}`)
  let timer = setTimeout(() => stop.abort(), patience)
  try {
    const response = await fetch(url, { signal: stop.signal })
    if (!response.ok || response.body === null) return fail(`answered ${response.status}`)
    const bytes = new Uint8Array(file.bytes)
    let filled = 0
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      clearTimeout(timer)
      timer = setTimeout(() => stop.abort(), patience)
      if (filled + chunk.length > file.bytes) return fail(`sent more than ${file.bytes} bytes`)
      bytes.set(chunk, filled)
      filled += chunk.length
      onBytes(filled)
    }
    if (filled < file.bytes) return fail(`sent ${filled} bytes`)
    const found = hexadecimal(bytes)
    return found === file.sha256 ? E.right(bytes) : fail(`sent SHA-256 ${found}`)
  } catch (thrown) {
    return fail(
      stop.signal.aborted ? `sent nothing for ${Math.round(patience / 1000)} seconds` : `could not be reached (${reason(thrown)})`,
    )
  } finally {
    clearTimeout(timer)
    stop.abort()
  }
}

/** `fetch` hides what happened (ENOTFOUND, ECONNREFUSED) in the cause of "fetch failed". */
const reason = (thrown: unknown): string => {
  const cause: unknown = thrown instanceof Error ? (thrown.cause ?? thrown) : thrown
  if (typeof cause === 'object' && cause !== null && 'code' in cause) return String(cause.code)
  return cause instanceof Error ? cause.message : String(cause)
}

/** One file from the first mirror that has it whole. */
const fetchFile =
  (file: RemoteFile, options: Required<DownloadOptions>, onBytes: (count: number) => void): TE.TaskEither<JobError, Uint8Array> =>
  async () => {
    const problems: string[] = []
    for (const mirror of options.from) {
      const got = await fetchBytes(new URL(file.name, mirror).href, file, options.patienceMilliseconds, onBytes)
      if (E.isRight(got)) return got
      problems.push(got.left)
    }
    const expected = `${file.bytes} bytes with SHA-256 ${file.sha256.slice(0, 8)}... from one of its mirrors`
    return E.left({ _tag: 'DownloadError', file: file.name, expected, found: problems })
  }

/**
 * See to it that the folder holds all files, fetching those it has not. What is there with the right checksum stays; what is there with
 * another is replaced. A `Left` (no network, another checksum from every mirror, a full disk) leaves only whole, verified files.
 */
export const download = (
  folder: string,
  tell: Tell,
  { from = mirrors, files = remoteFiles, patienceMilliseconds = 30_000 }: DownloadOptions = {},
): TE.TaskEither<JobError, { readonly fetched: readonly string[] }> => {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const one = (file: RemoteFile, before: number): TE.TaskEither<JobError, readonly string[]> =>
    F.pipe(
      TE.fromTask(() => isIn(folder, file)),
      TE.flatMap((there) =>
        there
          ? TE.right([])
          : F.pipe(
              fetchFile(file, { from, files, patienceMilliseconds }, (count) => tell(before + count, total, file.name)),
              TE.flatMap((bytes) => writeWhole(join(folder, file.name), bytes)),
              TE.map(() => [file.name]),
            ),
      ),
    )
  return F.pipe(
    [...files],
    RA.traverseWithIndex(TE.ApplicativeSeq)((at, file: RemoteFile) =>
      one(
        file,
        files.slice(0, at).reduce((sum, { bytes }) => sum + bytes, 0),
      ),
    ),
    TE.map((names) => ({ fetched: names.flat() })),
  )
}
