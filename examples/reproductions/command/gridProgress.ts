/** What one sees of a grid: on a terminal a bar for each run under way and one for all; in a log a line for what begins and ends. */
import { MultiBar, type SingleBar } from 'cli-progress'
import { clock } from '../../main/numerals.js'
import type { Terminal } from '../../main/progress.js'
import type { Tidings } from '../bench.js'
import type { GridEvent } from '../grid.js'
import { type Run, runId } from '../run.js'

export interface GridProgress {
  readonly on: (event: GridEvent) => void
  readonly end: () => void
}

/** What progress has to know of the runs. */
export interface Known {
  readonly runs: readonly Run[]
  readonly nameOf: (id: string) => string
  /** multiply-accumulates */
  readonly effortOf: (run: Run) => number
}

export const gridProgress = (terminal: Terminal, known: Known): GridProgress =>
  terminal.isTTY === true ? bars(terminal, known) : log(terminal, known)

const share = ({ epoch, epochs, step, stepsPerEpoch }: Tidings): number => (epoch + step / stepsPerEpoch) / epochs

/** How much of all work is done, and how long the rest takes at the pace so far. */
const pace = ({ runs, effortOf }: Known) => {
  const efforts = new Map(runs.map((run) => [runId(run), effortOf(run)]))
  const total = [...efforts.values()].reduce((sum, effort) => sum + effort, 0)
  const done = new Map<string, number>()
  // A run that goes on from a checkpoint brings work that this grid did not do.
  const first = new Map<string, number>()
  const started = performance.now()
  return {
    /** `from` is where the run was when it was first heard of. */
    set: (id: string, part: number, from = part): void => {
      if (!first.has(id)) first.set(id, from)
      done.set(id, part)
    },
    part: (): number => [...done].reduce((sum, [id, part]) => sum + part * (efforts.get(id) ?? 0), 0) / Math.max(total, 1),
    secondsLeft: (): number => {
      const worked = [...done].reduce((sum, [id, part]) => sum + (part - (first.get(id) ?? 0)) * (efforts.get(id) ?? 0), 0)
      const left = total - [...done].reduce((sum, [id, part]) => sum + part * (efforts.get(id) ?? 0), 0)
      return worked === 0 ? Number.POSITIVE_INFINITY : ((performance.now() - started) / 1000 / worked) * left
    },
  }
}

const left = (seconds: number): string => (Number.isFinite(seconds) ? `${clock(seconds)} left` : '')

const bars = (terminal: Terminal, known: Known): GridProgress => {
  const drawn = new MultiBar({
    stream: terminal,
    format: '{bar} {percentage} %  {note}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 18,
    linewrap: false,
    hideCursor: true,
    clearOnComplete: true,
  })
  const steady = pace(known)
  const all = drawn.create(1000, 0, { note: 'the grid' })
  const open = new Map<string, { readonly bar: SingleBar; readonly started: number; first: number | undefined }>()
  const refresh = (): void =>
    all.update(Math.round(1000 * steady.part()), {
      note: ['all runs', left(steady.secondsLeft())].filter((text) => text !== '').join(', '),
    })
  return {
    on: (event) => {
      if (event._tag === 'began') {
        open.set(event.id, { bar: drawn.create(1000, 0, { note: known.nameOf(event.id) }), started: performance.now(), first: undefined })
      } else if (event._tag === 'tidings') {
        const run = open.get(event.id)
        const part = share(event.tidings)
        if (run !== undefined) {
          run.first ??= part
          const pending =
            part > run.first ? ((performance.now() - run.started) / 1000 / (part - run.first)) * (1 - part) : Number.POSITIVE_INFINITY
          const { epoch, epochs } = event.tidings
          run.bar.update(Math.round(1000 * part), {
            note: [known.nameOf(event.id), `epoch ${epoch + 1} of ${epochs}`, left(pending)].filter((text) => text !== '').join(', '),
          })
        }
        steady.set(event.id, part)
      } else {
        const run = open.get(event.id)
        if (run !== undefined) drawn.remove(run.bar)
        open.delete(event.id)
        if (event._tag !== 'failed') steady.set(event.id, 1, event._tag === 'there' ? 1 : 0)
        if (event._tag !== 'there') drawn.log(`${line(event, known.nameOf)}\n`)
      }
      refresh()
    },
    end: () => drawn.stop(),
  }
}

/** A line of a log about something that happened. */
export const line = (event: GridEvent, nameOf: Known['nameOf']): string =>
  event._tag === 'failed' ? `failed  ${nameOf(event.id)}: ${event.why}` : `${event._tag.padEnd(6)}  ${nameOf(event.id)}`

const secondsBetweenLines = 60

const log = (terminal: Terminal, known: Known): GridProgress => {
  const steady = pace(known)
  let last = performance.now()
  return {
    on: (event) => {
      if (event._tag === 'tidings') {
        steady.set(event.id, share(event.tidings))
        if (performance.now() - last < 1000 * secondsBetweenLines) return
        const { epoch, epochs, loss } = event.tidings
        terminal.write(
          `        ${known.nameOf(event.id)}: epoch ${epoch + 1} of ${epochs}, loss ${loss.toFixed(4)}; ${percent(steady.part())} of all, ${left(steady.secondsLeft())}\n`,
        )
      } else {
        if (event._tag === 'done' || event._tag === 'there') steady.set(event.id, 1, event._tag === 'there' ? 1 : 0)
        if (event._tag !== 'there') terminal.write(`${line(event, known.nameOf)}\n`)
      }
      last = performance.now()
    },
    end: () => {},
  }
}

const percent = (part: number): string => `${Math.floor(100 * part)} %`
