import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { GridEvent, GridReport } from '../../../examples/reproductions/grid.js'

/** What the programs beside this file say, a line each. */
export type Said = GridEvent | { readonly _tag: 'report'; readonly report: GridReport } | { readonly _tag: 'complaint' | 'works' }

export interface GridProcess {
  readonly said: readonly Said[]
  /** the next line, or undefined where it ends without another */
  readonly next: () => Promise<Said | undefined>
  readonly kill: (signal: NodeJS.Signals) => void
  readonly exited: Promise<{ readonly code: number | null; readonly errors: string }>
}

export const gridProcess = (program: 'embedded' | 'queued' | 'worker', ...words: readonly string[]): GridProcess => {
  const child = spawn(process.execPath, [fileURLToPath(new URL(`${program}.js`, import.meta.url)), ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: Said[] = []
  const waiting: ((line: Said | undefined) => void)[] = []
  const wake = (line: Said | undefined): void => {
    for (const resolve of waiting.splice(0)) resolve(line)
  }
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = JSON.parse(text) as Said // ours
    said.push(line)
    wake(line)
  })
  let errors = ''
  let over = false
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  const exited = new Promise<{ readonly code: number | null; readonly errors: string }>((resolve) => {
    child.on('close', (code) => {
      over = true
      wake(undefined)
      resolve({ code, errors })
    })
  })
  return {
    said,
    next: () => (over ? Promise.resolve(undefined) : new Promise((resolve) => waiting.push(resolve))),
    kill: (signal) => child.kill(signal),
    exited,
  }
}

/** What it came to; throws what it said on its way out where it came to nothing. */
export const reportOf = async ({ exited, said }: GridProcess): Promise<GridReport> => {
  const { code, errors } = await exited
  const last = said.find((line) => line._tag === 'report')
  if (code !== 0 || last === undefined) throw new Error(`a grid's process ended with ${code}: ${errors}`)
  return last.report
}
