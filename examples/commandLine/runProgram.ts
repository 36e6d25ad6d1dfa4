/** A program from its command line to its exit code. */
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import { type JobError, jobMessage } from '../main/jobError.js'
import { watchOutput } from '../main/output.js'
import { type Program, readCommandLine } from './readCommandLine.js'

/** A line for the reader. */
export const say = (text: string) => (): void => {
  process.stdout.write(`${text}\n`)
}

/** Runs what the command line asks for, or prints the help. The one place that prints an error and fails. */
export const runProgram = async <A>(program: Program<A>, run: (settings: A) => TE.TaskEither<JobError, void>): Promise<void> => {
  watchOutput()
  const outcome = await F.pipe(
    TE.fromEither(readCommandLine(program, process.argv.slice(2))),
    TE.flatMap((command) => (command._tag === 'help' ? TE.fromIO(say(command.text)) : run(command.settings))),
  )()
  if (E.isRight(outcome)) return
  process.stderr.write(`${jobMessage(outcome.left)}\n`)
  process.exitCode = 1
}
