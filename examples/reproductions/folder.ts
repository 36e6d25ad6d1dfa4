/** Where a grid keeps what its runs leave: a record each, and beside the records the networks that other runs start from. */
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import { type AnyNetwork, decodeFitState, decodeNetwork, encodeFitState, encodeNetwork, type FitState } from 'narrownet'
import { writeWhole } from 'narrownet/node'
import { fileError, jobMessage, type JobError, systemProblem } from '../main/jobError.js'
import { type EpochMeasured, type Measured, readRecord, recordText, type RunRecord, timeless } from './record.js'

export interface Folders {
  readonly records: string
  readonly work: string
}

/** How far a training is, all of it, so that it goes on as if it had never stopped. */
export interface Checkpoint {
  readonly start: Measured
  readonly epochs: readonly EpochMeasured[]
  readonly seconds: { readonly wall: number; readonly processor: number }
  readonly network: AnyNetwork
  readonly state: FitState
}

export const recordPath = ({ records }: Folders, id: string): string => join(records, `${id}.json`)
export const networkPath = ({ work }: Folders, id: string): string => join(work, id, 'network.safetensors')
const place = ({ work }: Folders, id: string, name: string): string => join(work, id, name)

/** A run's record appears once: where one says the same already, it stays, with its times. */
export const writeRecord = (folders: Folders, record: RunRecord): TE.TaskEither<JobError, void> =>
  F.pipe(
    recordAt(folders, record.id),
    TE.orElse((): TE.TaskEither<JobError, RunRecord | undefined> => TE.right(undefined)), // a damaged one is replaced
    TE.flatMap((found) =>
      found !== undefined && timeless(found) === timeless(record)
        ? TE.right(undefined)
        : writeWhole(recordPath(folders, record.id), recordText(record)),
    ),
  )

/** The record of a run; undefined where there is none yet, and a `Left` where what has its name cannot be read or is of another run. */
export const recordAt = (folders: Folders, id: string): TE.TaskEither<JobError, RunRecord | undefined> => {
  const path = recordPath(folders, id)
  return F.pipe(
    TE.tryCatch(
      () => readFile(path, 'utf8').catch((thrown: unknown) => (isMissing(thrown) ? undefined : Promise.reject(thrown))),
      (thrown) => fileError(path, 'a record', systemProblem(thrown)),
    ),
    TE.flatMapEither((text) => (text === undefined ? E.right(undefined) : readRecord(path, text))),
    TE.filterOrElse(
      (record) => record === undefined || record.id === id,
      (record) => fileError(path, `the record of run ${id}`, `that of run ${record?.id}`),
    ),
  )
}

/** All records, by their ids in the order of the alphabet; a `Left` where there is no such folder. */
export const allRecords = ({ records }: Pick<Folders, 'records'>): TE.TaskEither<JobError, readonly RunRecord[]> =>
  F.pipe(
    TE.tryCatch(
      () => readdir(records),
      (thrown) => fileError(records, 'a folder of records', systemProblem(thrown)),
    ),
    TE.flatMap((names) =>
      F.pipe(
        names.filter((name) => /^[0-9a-f]{16}\.json$/.test(name)).toSorted(),
        TE.traverseArray((name) => recordAt({ records, work: '' }, name.slice(0, 16))),
      ),
    ),
    TE.map((found) => found.filter((record) => record !== undefined)),
  )

const isMissing = (thrown: unknown): boolean =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'ENOENT'

export const writeNetwork = (folders: Folders, id: string, network: AnyNetwork): TE.TaskEither<JobError, void> =>
  writeWhole(networkPath(folders, id), encodeNetwork(network))

/** The network that a run ended with. */
export const networkOfRun = (folders: Folders, id: string): TE.TaskEither<JobError, AnyNetwork> =>
  F.pipe(
    TE.tryCatch(
      () => readFile(networkPath(folders, id)),
      (thrown) => fileError(networkPath(folders, id), 'the network of a run', systemProblem(thrown)),
    ),
    TE.flatMapEither((bytes) =>
      F.pipe(
        decodeNetwork(new Uint8Array(bytes)),
        E.mapLeft((error) =>
          fileError(networkPath(folders, id), 'the network of a run', `what cannot be read as one (${jobMessage(error)})`),
        ),
      ),
    ),
  )

/** The network and the state of an epoch, then the line that says they are there: who is killed in between goes on from the epoch before. */
export const writeCheckpoint = (folders: Folders, id: string, checkpoint: Checkpoint): TE.TaskEither<JobError, void> => {
  const { start, epochs, seconds, network, state } = checkpoint
  const [networkFile, stateFile] = filesOf(epochs.length)
  return F.pipe(
    writeWhole(place(folders, id, networkFile), encodeNetwork(network)),
    TE.flatMap(() => writeWhole(place(folders, id, stateFile), encodeFitState(state))),
    TE.flatMap(() => writeWhole(place(folders, id, 'progress.json'), JSON.stringify({ start, epochs, seconds }))),
    TE.flatMapTask(() => async () => {
      for (const name of filesOf(epochs.length - 1)) await rm(place(folders, id, name), { force: true })
    }),
  )
}

const filesOf = (epoch: number): readonly [string, string] => [`epoch-${epoch}.network.safetensors`, `epoch-${epoch}.state.safetensors`]

/** The last checkpoint; undefined where there is none that can be read: then the run begins again, and comes to the same. */
export const readCheckpoint = async (folders: Folders, id: string): Promise<Checkpoint | undefined> => {
  try {
    const { start, epochs, seconds } = JSON.parse(await readFile(place(folders, id, 'progress.json'), 'utf8')) as Omit<
      Checkpoint,
      'network' | 'state'
    > // our own file, written whole
    const [networkFile, stateFile] = filesOf(epochs.length)
    const network = decodeNetwork(new Uint8Array(await readFile(place(folders, id, networkFile))))
    const state = decodeFitState(new Uint8Array(await readFile(place(folders, id, stateFile))))
    return E.isRight(network) && E.isRight(state) ? { start, epochs, seconds, network: network.right, state: state.right } : undefined
  } catch {
    return undefined
  }
}

/** What a finished run needs no more: its checkpoints. */
export const dropCheckpoint = async (folders: Folders, id: string, epochs: number): Promise<void> => {
  for (const name of ['progress.json', ...filesOf(epochs)]) await rm(place(folders, id, name), { force: true })
}
