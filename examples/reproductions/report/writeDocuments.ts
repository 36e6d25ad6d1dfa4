/** Records in a folder, and the documents that follow from them on the disk: the only file here with effects. */
import { readdir, readFile, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { function as F, task as T, taskEither as TE } from 'fp-ts'
import { writeWhole } from 'narrownet/node'
import { svg } from '../../charts/svg.js'
import { fileError, type JobError, systemProblem } from '../../main/jobError.js'
import { allRecords } from '../folder.js'
import type { Study } from '../study.js'
import { type Document, mark } from './document.js'
import { documentsOf } from './documentsOf.js'

/** A file's text by its path below the folder of documents. */
export type Texts = ReadonlyMap<string, string>

export interface Written {
  readonly records: number
  /** paths below the folder, of files that are new or other than before */
  readonly written: readonly string[]
  /** files of an earlier report that no record asks for any more */
  readonly removed: readonly string[]
}

/** Charts drawn, the same for the same documents on every host. */
export const textsOf = (documents: readonly Document[]): T.Task<Texts> =>
  F.pipe(
    documents,
    T.traverseSeqArray(({ path, contents }) =>
      typeof contents === 'string'
        ? T.of([path, contents] as const)
        : F.pipe(
            svg(contents),
            T.map((drawn) => [path, `${mark}\n${drawn}\n`] as const),
          ),
    ),
    T.map((entries) => new Map(entries)),
  )

/** The files below a folder that an earlier report wrote, told by their first line. */
export const writtenBefore = (folder: string): TE.TaskEither<JobError, Texts> =>
  TE.tryCatch(
    async () => {
      const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch((thrown: unknown) =>
        typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'ENOENT' ? [] : Promise.reject(thrown),
      )
      const paths = found
        .filter((entry) => entry.isFile() && /\.(md|svg)$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name))
      const texts = await Promise.all(
        paths.map(async (path) => [relative(folder, path).replaceAll('\\', '/'), await readFile(path, 'utf8')] as const),
      )
      return new Map(texts.filter(([, text]) => text.startsWith(mark)))
    },
    (thrown) => fileError(folder, 'a folder of documents', systemProblem(thrown)),
  )

/**
 * Write what follows from the records of a folder, each file whole, and remove what no record asks for any more. A `Left` where there is no record at
 * all: that is another folder than was meant, more likely than a wish to have no documents.
 */
export const writeDocuments = (
  studies: readonly Study[],
  { records, documents }: { readonly records: string; readonly documents: string },
): TE.TaskEither<JobError, Written> =>
  F.pipe(
    TE.Do,
    TE.bind('found', () => allRecords({ records })),
    TE.filterOrElse(
      ({ found }) => found.length > 0,
      () =>
        fileError(
          records,
          'records, each a file named by 16 hexadecimal digits and .json',
          `none; the documents in ${documents} stay as they are: name the folder of the records by --records, or run rows first`,
        ),
    ),
    TE.bind('before', () => writtenBefore(documents)),
    TE.bindW('texts', ({ found }) => TE.fromTask(textsOf(documentsOf(studies, found)))),
    TE.flatMap(({ found, before, texts }) => {
      const written = [...texts].filter(([path, text]) => before.get(path) !== text)
      const removed = [...before.keys()].filter((path) => !texts.has(path))
      return F.pipe(
        written,
        TE.traverseSeqArray(([path, text]): TE.TaskEither<JobError, void> => writeWhole(join(documents, path), text)),
        TE.flatMap(() => allRemoved(documents, removed)),
        TE.map((): Written => ({ records: found.length, written: written.map(([path]) => path), removed })),
      )
    }),
  )

const allRemoved = (folder: string, paths: readonly string[]): TE.TaskEither<JobError, void> =>
  TE.tryCatch(
    async () => {
      for (const path of paths) await rm(join(folder, path), { force: true })
    },
    (thrown) => fileError(folder, 'files that can be removed', systemProblem(thrown)),
  )
