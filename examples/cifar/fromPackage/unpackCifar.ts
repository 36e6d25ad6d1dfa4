/** CIFAR-10's six files out of the package's archive, each with the sum it was published with, or not written. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { either as E, function as F, readonlyRecord as RR, taskEither as TE } from 'fp-ts'
import * as t from 'io-ts'
import { writeWhole } from 'narrownet/node'
import { fileError, type JobError } from '../../main/jobError.js'
import { archiveEntry, entryName } from './archiveEntry.js'
import { cifarRecords } from './cifarRecords.js'
import { type CifarBatch, type CifarPackage, publishedPackage } from './publishedPackage.js'

export interface Unpacking {
  readonly archive: string
  readonly folder: string
  /** the file is there */
  readonly tell: (file: string) => void
}

/**
 * One batch after another, so that one picture alone is in memory; the archive is read anew for each, and for each list of labels. A `Left` names the
 * file, what was expected and what was found, and leaves whole files only.
 */
export const unpackCifar = (
  { archive, folder, tell }: Unpacking,
  { imagesPerBatch, batches }: CifarPackage = publishedPackage,
): TE.TaskEither<JobError, void> =>
  F.pipe(
    Object.fromEntries(batches.map((batch) => [batch.labels, labelsOf(archive, batch)])),
    RR.sequence(TE.ApplicativeSeq),
    TE.flatMap((labels) =>
      F.pipe(
        batches,
        TE.traverseSeqArray((batch) =>
          F.pipe(
            recordsOf(archive, batch, labels[batch.labels]?.slice(batch.firstLabel, batch.firstLabel + imagesPerBatch) ?? []),
            TE.flatMapEither((records) => asPublished(join(folder, batch.file), batch, records)),
            TE.flatMap((records): TE.TaskEither<JobError, void> => writeWhole(join(folder, batch.file), records)),
            TE.tapIO(() => () => tell(batch.file)),
          ),
        ),
      ),
    ),
    TE.map(() => undefined),
  )

const recordsOf = (archive: string, { picture }: CifarBatch, labels: readonly number[]): TE.TaskEither<JobError, Uint8Array> =>
  F.pipe(
    archiveEntry(archive, picture),
    TE.flatMapEither((bytes) => cifarRecords({ name: entryName(archive, picture), bytes }, labels)),
  )

const label = t.refinement(t.number, (value) => Number.isInteger(value) && value >= 0 && value < 10, 'a label from 0 to 9')

const labelsOf = (archive: string, { labels, labelCount }: CifarBatch): TE.TaskEither<JobError, readonly number[]> => {
  const name = entryName(archive, labels)
  const expected = `a list of ${labelCount} labels from 0 to 9, as JSON`
  return F.pipe(
    archiveEntry(archive, labels),
    TE.flatMapEither((bytes) =>
      E.tryCatch(
        (): unknown => JSON.parse(new TextDecoder().decode(bytes)),
        () => fileError(name, expected, 'no JSON'),
      ),
    ),
    TE.flatMapEither((value) =>
      F.pipe(
        t.readonlyArray(label).decode(value),
        E.mapLeft(([error]) => fileError(name, expected, JSON.stringify(error?.value)?.slice(0, 40) ?? 'nothing')),
      ),
    ),
    TE.filterOrElse(
      ({ length }) => length === labelCount,
      ({ length }) => fileError(name, expected, `${length} labels`),
    ),
  )
}

const asPublished = (path: string, { md5 }: CifarBatch, records: Uint8Array): E.Either<JobError, Uint8Array> => {
  const found = createHash('md5').update(records).digest('hex')
  return found === md5
    ? E.right(records)
    : E.left(fileError(path, `records of MD5 ${md5}, as it was published`, `MD5 ${found}; it was not written`))
}
