import { rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { taskEither as TE } from 'fp-ts'
import { folderMade } from '../../lib/node/folderMade.js'
import { fileError, type JobError, systemProblem } from './jobError.js'

/** That a file could be written there, found out before a long run and not after it. Only an ordinary file is replaced. */
export const writable = (path: string): TE.TaskEither<JobError, void> =>
  TE.tryCatch(
    async () => {
      const found = await stat(path).catch(() => undefined)
      if (found?.isDirectory() === true) throw Object.assign(new Error(path), { code: 'EISDIR' })
      if (found?.isFile() === false) throw new Error('a device or a pipe')
      await folderMade(dirname(path))
      const trial = `${path}.${process.pid}.part`
      await writeFile(trial, '')
      await rm(trial)
    },
    (thrown) => fileError(path, 'a file that can be written', systemProblem(thrown)),
  )
