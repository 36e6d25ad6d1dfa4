/** What a program does when its output cannot be written. */
import { systemProblem } from './jobError.js'

/** Who pipes the output into `head` has read enough, and the program ends well. Any other failure, a full disk say, is one. */
export const watchOutput = (): void => {
  process.stdout.on('error', (thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'EPIPE') process.exit(0)
    process.stderr.write(`the output cannot be written: ${systemProblem(thrown)}\n`)
    process.exit(1)
  })
  // Nobody is left to be told.
  process.stderr.on('error', () => process.exit(1))
}
