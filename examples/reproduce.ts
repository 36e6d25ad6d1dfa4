/** `npm run reproduce`: rows of the pruning papers, run. `npm run reproduce -- --help` explains the options. */
import { fileURLToPath } from 'node:url'
import { function as F, taskEither as TE } from 'fp-ts'
import { runProgram, say } from './commandLine/runProgram.js'
import type { JobError } from './main/jobError.js'
import { chosen, runsOf } from './reproductions/command/chosen.js'
import { type Asked, commandLine, committedRecords } from './reproductions/command/commandLine.js'
import { dataFolders } from './reproductions/command/dataFolders.js'
import { countedArithmetic, effortOf } from './reproductions/command/effort.js'
import { gridProgress } from './reproductions/command/gridProgress.js'
import { listing, statusTable } from './reproductions/command/listing.js'
import { namesOf } from './reproductions/command/naming.js'
import { commitOf } from './reproductions/commit.js'
import { embeddedGrid } from './reproductions/embeddedGrid.js'
import type { Folders } from './reproductions/folder.js'
import type { GridReport } from './reproductions/grid.js'
import type { DataFolders } from './reproductions/loadImages.js'
import { writeDocuments } from './reproductions/report/writeDocuments.js'
import { type Run, withNeeds } from './reproductions/run.js'
import { studies } from './reproductions/studies.js'
import type { Study } from './reproductions/study.js'

type Of<Do extends Asked['do']> = Extract<Asked, { readonly do: Do }>

const run = (asked: Asked): TE.TaskEither<JobError, void> => {
  switch (asked.do) {
    case 'run':
      return carryOut(asked)
    case 'list':
      return F.pipe(
        TE.fromEither(chosen(studies, asked.rows)),
        TE.flatMapIO((rows) => say(listing(rows, asked.preset, ({ task }) => effortOf(countedArithmetic())(task)))),
      )
    case 'status':
      return F.pipe(
        TE.fromEither(chosen(studies, asked.rows)),
        TE.flatMapTask((rows) => () => statusTable(rows, asked.preset, asked.seeds, foldersOf(asked))),
        TE.flatMapIO(say),
      )
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
    TE.bind('data', ({ runs }) => dataFolders(asked, setsOf(runs), process.stdout)),
    TE.flatMapTask(
      ({ rows, runs, data }) =>
        () =>
          watched(asked, rows, runs, data),
    ),
    TE.flatMapIO(say),
  )

/** The grid at work, in the sight of whoever called it, until it ends or is told to stop; the sentence about how it ended. */
const watched = async (asked: Of<'run'>, rows: readonly Study[], runs: readonly Run[], data: DataFolders): Promise<string> => {
  const arithmetic = countedArithmetic()
  const progress = gridProgress(process.stdout, {
    runs,
    nameOf: namesOf(rows, asked.preset, asked.seeds),
    effortOf: ({ task }) => effortOf(arithmetic)(task),
  })
  const stop = new AbortController()
  const stopped = (): void => stop.abort()
  process.once('SIGINT', stopped).once('SIGTERM', stopped)
  try {
    const commit = commitOf(fileURLToPath(new URL('.', import.meta.url)))
    const report = await embeddedGrid({ folders: foldersOf(asked), data, commit }, asked.workers)(runs, {
      on: progress.on,
      signal: stop.signal,
    })
    if (report.failed.length > 0) process.exitCode = 1
    return closing(report, stop.signal.aborted)
  } finally {
    progress.end()
    process.off('SIGINT', stopped).off('SIGTERM', stopped)
  }
}

/** A glance does not mix with what documents are made of. */
const foldersOf = ({ records, work, preset }: Of<'run'> | Of<'status'>): Folders => ({
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

/** How it ended, and what to do next. */
const closing = ({ done, failed, left }: GridReport, stopped: boolean): string => {
  const counts = `${done.length} runs done${failed.length > 0 ? `, ${failed.length} failed` : ''}${left.length > 0 ? `, ${left.length} left` : ''}`
  return stopped ? `${counts}; stopped: the same command goes on from the last epoch of each` : counts
}

await runProgram(commandLine, run)
