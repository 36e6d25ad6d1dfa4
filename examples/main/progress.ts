/** Progress of a task: a bar on a terminal; where the output is no terminal (a log), a plain line now and then. */
import { SingleBar } from 'cli-progress'
import { taskEither as TE } from 'fp-ts'
import { clock, percent } from './numerals.js'

/** What progress is written to: `process.stdout`, or a recorder in tests. */
export type Terminal = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }

/** Tells how far a task is, and what it does: 'epoch 2 of 3, loss 0.0812'. */
export type Tell = (done: number, total: number, note?: string) => void

interface Progress {
  readonly tell: Tell
  readonly end: () => void
}

const labelled = (label: string, text: string): string => `${label.padEnd(12)}  ${text}`

/** A bar of one line, cut to the terminal's width, that leaves nothing behind. */
const bar = (terminal: Terminal, label: string): Progress => {
  const drawn = new SingleBar({
    stream: terminal,
    format: `${labelled(label, '{bar}')}  {percentage} %  {note}  {eta_formatted}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 18,
    autopadding: true,
    etaBuffer: 100,
    // It is a word, 'INF', before there is a pace.
    formatTime: (seconds) => (Number.isFinite(seconds) ? `${clock(seconds)} left` : ''),
    linewrap: true,
    clearOnComplete: true,
  })
  drawn.start(1, 0, { note: '' })
  return {
    tell: (done, total, note = '') => {
      drawn.setTotal(total)
      drawn.update(done, { note })
    },
    end: () => drawn.stop(),
  }
}

const secondsBetweenLines = 15

const log = (terminal: Terminal, label: string): Progress => {
  let last = performance.now()
  return {
    tell: (done, total, note) => {
      if (performance.now() - last < 1000 * secondsBetweenLines) return
      last = performance.now()
      terminal.write(`${labelled(label, [percent(done / total, 0), note].filter((part) => part !== undefined).join(', '))}\n`)
    },
    end: () => {},
  }
}

/** Runs a task that tells how far it is; what shows it is gone when the task has ended, however it did. */
export const withProgress = <E, A>(terminal: Terminal, label: string, task: (tell: Tell) => TE.TaskEither<E, A>): TE.TaskEither<E, A> =>
  TE.bracket(
    TE.fromIO(() => (terminal.isTTY === true ? bar : log)(terminal, label)),
    ({ tell }) => task(tell),
    ({ end }) => TE.fromIO(end),
  )

/** A line that stays: 'narrow        [32, 64, 64] to [8, 16, 32] by L1 norm'. */
export const sayLine = (terminal: Terminal, label: string, sentence: string) => (): void => {
  terminal.write(`${labelled(label, sentence)}\n`)
}
