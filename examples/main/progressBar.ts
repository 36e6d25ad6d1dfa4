/** Progress on a terminal: one line rewritten in place; where the output is no terminal (a log), a plain line now and then. */
import { clock } from './numerals.js'

/** What the bar writes to: `process.stdout`, or a recorder in tests. */
export interface Terminal {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  readonly write: (text: string) => unknown
}

export interface Standing {
  readonly label: string
  /** steps done of all */
  readonly done: number
  readonly total: number
  readonly elapsedSeconds: number
  /** 'epoch 2 of 3, loss 0.0812' */
  readonly note?: string
}

const cells = 24

/** Seconds that remain at the pace so far; undefined before there is a pace. */
export const secondsLeft = ({ done, total, elapsedSeconds }: Standing): number | undefined =>
  done > 0 ? (elapsedSeconds / done) * (total - done) : undefined

/** The bar as text, cut to the terminal's width so that it stays one line. */
export const barLine = (standing: Standing, columns = 100): string => {
  const { label, done, total, note } = standing
  const share = total > 0 ? Math.min(1, done / total) : 1
  const full = Math.floor(share * cells)
  const left = secondsLeft(standing)
  const time = left === undefined ? '' : `${clock(left)} left`
  const bar = '█'.repeat(full) + '░'.repeat(cells - full)
  const text = [label.padEnd(12), bar, `${Math.floor(share * 100)} %`.padStart(5), note, time]
    .filter((part) => part !== undefined && part !== '')
    .join('  ')
  return text.length < columns ? text : text.slice(0, Math.max(0, columns - 1))
}

/** The same as a line of a log. */
export const logLine = (standing: Standing): string => {
  const { label, done, total, note } = standing
  const left = secondsLeft(standing)
  const parts = [`${Math.floor((100 * done) / Math.max(1, total))} %`, note, left === undefined ? undefined : `${clock(left)} left`]
  return `${label.padEnd(12)}  ${parts.filter((part) => part !== undefined).join(', ')}`
}

export interface ProgressBar {
  /** Show how far it is. */
  readonly update: (done: number, total: number, note?: string) => void
  /** Put a sentence in the bar's place, for good. */
  readonly finish: (sentence: string) => void
  /** Take the bar away. */
  readonly clear: () => void
}

const rewrite = '\r\u001b[2K'

/** A terminal is redrawn at most 10 times a second; a log gets a line each 15 seconds. */
export const progressBar = (terminal: Terminal, label: string, now: () => number = () => performance.now()): ProgressBar => {
  const started = now()
  const pause = terminal.isTTY === true ? 100 : 15_000
  let last = terminal.isTTY === true ? Number.NEGATIVE_INFINITY : started
  return {
    update: (done, total, note) => {
      const at = now()
      if (at - last < pause) return
      last = at
      const standing: Standing = { label, done, total, elapsedSeconds: (at - started) / 1000, ...(note === undefined ? {} : { note }) }
      terminal.write(terminal.isTTY === true ? rewrite + barLine(standing, terminal.columns) : `${logLine(standing)}\n`)
    },
    clear: () => {
      if (terminal.isTTY === true) terminal.write(rewrite)
    },
    finish: (sentence) => {
      terminal.write(`${terminal.isTTY === true ? rewrite : ''}${label.padEnd(12)}  ${sentence}\n`)
    },
  }
}
