/** Everything that can end the main job early, as data, and the one sentence each is printed as. */
import { errorMessage, type NarrownetError } from 'narrownet'
import type { CommandLineError } from '../commandLine/readCommandLine.js'

export type JobError =
  | CommandLineError
  | {
      /** A file or folder that cannot be read or written. */
      readonly _tag: 'FileError'
      readonly path: string
      readonly expected: string
      readonly found: string
    }
  | {
      readonly _tag: 'DownloadError'
      readonly file: string
      readonly expected: string
      /** each mirror and what it answered */
      readonly found: readonly string[]
    }
  | NarrownetError

export const fileError = (path: string, expected: string, found: string): JobError => ({ _tag: 'FileError', path, expected, found })

/** One sentence for a person. */
export const jobMessage = (error: JobError): string => {
  switch (error._tag) {
    case 'CommandLineError':
      return `${error.sentence} (--help explains all options)`
    case 'FileError':
      return `${error.path}: expected ${error.expected}, found ${error.found}`
    case 'DownloadError':
      return `${error.file} could not be downloaded: expected ${error.expected}; ${error.found.join('; ')}`
    default:
      return errorMessage(error)
  }
}

/** What the system said, in a few words: 'no such file', not a stack. */
export const systemProblem = (thrown: unknown): string => {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : ''
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'no such file or folder',
    ENOTDIR: 'a file where a folder was needed',
    EISDIR: 'a folder',
    EACCES: 'one that may not be opened (permission denied)',
    EPERM: 'one that may not be opened (not permitted)',
    EROFS: 'a file system that is read-only',
    ENOSPC: 'a full disk',
  }
  return known[code] ?? (thrown instanceof Error ? thrown.message : String(thrown))
}
