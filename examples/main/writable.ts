import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { either as E, taskEither as TE } from 'fp-ts'
import { fileError, type JobError, systemProblem } from './jobError.js'

/** That a file could be written there, found out before a long run and not after it. Only an ordinary file is replaced. */
export const writable = (path: string): TE.TaskEither<JobError, void> =>
  TE.fromEither(
    E.tryCatch(
      () => {
        const found = statSync(path, { throwIfNoEntry: false })
        if (found?.isDirectory() === true) throw Object.assign(new Error(path), { code: 'EISDIR' })
        if (found?.isFile() === false) throw new Error('a device or a pipe')
        mkdirSync(dirname(path), { recursive: true })
        const trial = `${path}.${process.pid}.part`
        writeFileSync(trial, '')
        rmSync(trial)
      },
      (thrown) => fileError(path, 'a file that can be written', systemProblem(thrown)),
    ),
  )
