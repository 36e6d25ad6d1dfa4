/** `npm run reproduce`: rows of the pruning papers, run. `npm run reproduce -- --help` explains the options. */
import { fileURLToPath } from 'node:url'
import { function as F, taskEither as TE } from 'fp-ts'
import { runProgram, say } from './commandLine/runProgram.js'
import type { JobError } from './main/jobError.js'
import { isFolder } from './main/mnistFolder.js'
import { chosen, runsOf } from './reproductions/command/chosen.js'
import { type Asked, commandLine, committedRecords } from './reproductions/command/commandLine.js'
import { closing } from './reproductions/command/closing.js'
import { dataFolders } from './reproductions/command/dataFolders.js'
import { countedArithmetic, effortOf } from './reproductions/effort.js'
import { gridProgress, line } from './reproductions/command/gridProgress.js'
import { listing, statusTable } from './reproductions/command/listing.js'
import { namesOf } from './reproductions/command/naming.js'
import { commitOf } from './reproductions/commit.js'
import { embeddedGrid } from './reproductions/embeddedGrid.js'
import type { Folders } from './reproductions/folder.js'
import type { Grid, GridEvent } from './reproductions/grid.js'
import { openQueue } from './reproductions/queue/openQueue.js'
import { queueWorker } from './reproductions/queue/queueWorker.js'
import { queuedGrid } from './reproductions/queuedGrid.js'
import { writeDocuments } from './reproductions/report/writeDocuments.js'
import { type Run, withNeeds } from './reproductions/run.js'
import { studies } from './reproductions/studies.js'
import type { Study } from './reproductions/study.js'
import { runsOfRecords, verify } from './reproductions/verify.js'

type Of<Do extends Asked['do']> = Extract<Asked, { readonly do: Do }>

const run = (asked: Asked): TE.TaskEither<JobError, void> => {
  switch (asked.do) {
    case 'run':
      return carryOut(asked)
    case 'work':
      return work(asked)
    case 'list':
      return F.pipe(
        TE.Do,
        TE.bind('rows', () => TE.fromEither(chosen(studies, asked.rows))),
        TE.let('effort', () => effortOf(countedArithmetic())),
        TE.flatMapIO(({ rows, effort }) => say(listing(rows, asked.preset, ({ task }) => effort(task)))),
      )
    case 'status':
      return F.pipe(
        TE.fromEither(chosen(studies, asked.rows)),
        TE.tap(() => (asked.records === undefined ? TE.right(undefined) : isFolder(asked.records, 'a folder of records'))),
        TE.flatMapTask((rows) => () => statusTable(rows, asked.preset, asked.seeds, foldersOf(asked))),
        TE.flatMapIO(say),
      )
    case 'verify':
      return verified(asked)
    case 'report':
      return F.pipe(
        writeDocuments(studies, asked),
        TE.flatMapIO(({ records, written, removed }) =>
          say(`${records} records; ${written.length} files of ${asked.documents} written, ${removed.length} removed`),
        ),
      )
  }
}

const carryOut = (asked: Of<'run'>): TE.TaskEither<JobError, void> =>
  F.pipe(
    TE.Do,
    TE.bind('rows', () => TE.fromEither(chosen(studies, asked.rows))),
    TE.let('runs', ({ rows }) => withNeeds(runsOf(rows, asked.preset, asked.seeds))),
    TE.bind('grid', ({ runs }) => gridOf(asked, runs)),
    TE.flatMapTask(
      ({ rows, runs, grid }) =>
        () =>
          watched(asked, rows, runs, grid),
    ),
    TE.flatMapIO(say),
  )

/** In this process; or over a queue, and then it is others who need the images. */
const gridOf = (asked: Of<'run'>, runs: readonly Run[]): TE.TaskEither<JobError, Grid> =>
  asked.queue === undefined
    ? F.pipe(
        dataFolders(asked, setsOf(runs), process.stdout),
        TE.map((data) => embeddedGrid({ folders: foldersOf(asked), data, commit }, asked.workers)),
      )
    : F.pipe(
        openQueue(asked.queue, complain),
        TE.map((queue) => queuedGrid(queue, foldersOf(asked))),
      )

/** One of the machines of a queue. */
const work = (asked: Of<'work'>): TE.TaskEither<JobError, void> =>
  F.pipe(
    TE.Do,
    TE.bind('queue', () => openQueue(asked.queue, complain)),
    TE.bind('data', () => dataFolders(asked, new Set(['mnist', 'cifar10'] as const), process.stdout)),
    TE.tapIO(() => say('waits for runs; Ctrl-C ends it')),
    TE.flatMapTask(({ queue, data }) => () => {
      const nameOf = namesOf(studies, asked.preset, 10)
      const on = (event: GridEvent): void => say(line(event, nameOf))()
      return untilStopped(queueWorker(queue, { folders: foldersOf(asked), data, commit }, { workers: asked.workers, on }))
    }),
    TE.flatMapIO(() => say('stopped: what was in hand goes on from its last epoch, wherever it is taken up')),
  )

/** Exit code 1 where a record is not what its settings give. */
const verified = (asked: Of<'verify'>): TE.TaskEither<JobError, void> =>
  F.pipe(
    TE.Do,
    TE.bind('runs', () => runsOfRecords(asked.ids, asked.records)),
    TE.bind('data', ({ runs }) => dataFolders(asked, setsOf(withNeeds(runs)), process.stdout)),
    TE.flatMapTask(
      ({ runs, data }) =>
        () =>
          untilStopped(async (signal) => {
            const on = (event: GridEvent): void => {
              if (event._tag !== 'tidings') say(line(event, (id) => `run ${id}`))()
            }
            return verify(runs, { records: asked.records, workers: asked.workers, data, commit }, { on, signal })
          }),
    ),
    TE.flatMapIO((compared) => {
      if (compared.some(({ is }) => is !== 'the same')) process.exitCode = 1
      return say(compared.map(({ id, is }) => `${id}  ${is}`).join('\n'))
    }),
  )

const commit = commitOf(fileURLToPath(new URL('.', import.meta.url)))

const complain = (sentence: string): void => console.error(`the queue: ${sentence}`)

/** Ctrl-C, or the system's word to stop, is the signal. */
const untilStopped = async <A>(begun: (signal: AbortSignal) => Promise<A>): Promise<A> => {
  const stop = new AbortController()
  const stopped = (): void => stop.abort()
  process.once('SIGINT', stopped).once('SIGTERM', stopped)
  try {
    return await begun(stop.signal)
  } finally {
    process.off('SIGINT', stopped).off('SIGTERM', stopped)
  }
}

/** The grid at work, in the sight of whoever called it, until it ends or is told to stop; the sentence about how it ended. */
const watched = (asked: Of<'run'>, rows: readonly Study[], runs: readonly Run[], grid: Grid): Promise<string> =>
  untilStopped(async (signal) => {
    const arithmetic = countedArithmetic()
    const progress = gridProgress(process.stdout, {
      runs,
      nameOf: namesOf(rows, asked.preset, asked.seeds),
      effortOf: ({ task }) => effortOf(arithmetic)(task),
    })
    try {
      const report = await grid(runs, { on: progress.on, signal })
      if (report.failed.length > 0) process.exitCode = 1
      return closing(report, signal.aborted, asked.queue !== undefined)
    } finally {
      progress.end()
    }
  })

/** A glance does not mix with what documents are made of. */
const foldersOf = ({ records, work, preset }: Of<'run'> | Of<'work'> | Of<'status'>): Folders => ({
  records: records ?? (preset === 'smoke' ? 'reports/reproductions/records' : committedRecords),
  work,
})

/** The data sets that runs see. */
const setsOf = (runs: readonly Run[]): ReadonlySet<'mnist' | 'cifar10'> =>
  new Set(
    runs.flatMap(({ task }) =>
      'images' in task && (task.images.set === 'mnist' || task.images.set === 'cifar10') ? [task.images.set] : [],
    ),
  )

await runProgram(commandLine, run)
