/** Files that are there whole or not at all. */
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { either as E, taskEither as TE } from 'fp-ts'
import { fileError, type JobError, systemProblem } from './jobError.js'

/**
 * Write a file beside its place, then move it there: who reads it sees the old contents or the new, never a part. A process told to stop
 * meanwhile stops afterwards.
 */
export const writeWhole = (path: string, contents: string | Uint8Array): TE.TaskEither<JobError, void> =>
  TE.fromEither(
    E.tryCatch(
      () => {
        const draft = `${path}.${process.pid}.part`
        // Everything here is synchronous: with a listener, a signal waits until this returns, and then acts as it would have.
        const release = holdSignals()
        try {
          mkdirSync(dirname(path), { recursive: true })
          writeFileSync(draft, contents)
          renameSync(draft, path)
        } finally {
          rmSync(draft, { force: true })
          release()
        }
      },
      (thrown) => fileError(path, 'a file that can be written', systemProblem(thrown)),
    ),
  )

const signals = ['SIGINT', 'SIGTERM'] as const

const holdSignals = (): (() => void) => {
  const late = (signal: NodeJS.Signals): void => {
    process.removeListener(signal, late)
    process.kill(process.pid, signal)
  }
  for (const signal of signals) process.on(signal, late)
  // A signal that came meanwhile is delivered in the next turns of the event loop.
  return () => {
    setTimeout(() => {
      for (const signal of signals) process.removeListener(signal, late)
    }, 50)
  }
}

/** That a file could be written there, found out before a long run and not after it. */
export const writable = (path: string): TE.TaskEither<JobError, void> =>
  TE.fromEither(
    E.tryCatch(
      () => {
        if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) throw Object.assign(new Error(path), { code: 'EISDIR' })
        mkdirSync(dirname(path), { recursive: true })
        const trial = `${path}.${process.pid}.part`
        writeFileSync(trial, '')
        rmSync(trial)
      },
      (thrown) => fileError(path, 'a file that can be written', systemProblem(thrown)),
    ),
  )
