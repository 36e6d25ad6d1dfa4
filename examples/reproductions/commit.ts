/** The commit of the sources that a run is made by. */
import { execFileSync } from 'node:child_process'

/** Its short name, with a + where files differ from it; 'unknown' without version control. */
export const commitOf = (folder: string): string => {
  const git = (...words: readonly string[]): string =>
    execFileSync('git', ['-C', folder, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  try {
    return `${git('rev-parse', '--short=12', 'HEAD')}${git('status', '--porcelain', '--', 'lib', 'examples') === '' ? '' : '+'}`
  } catch {
    return 'unknown'
  }
}
