/** Rows by their names. */
import { either as E } from 'fp-ts'
import type { CommandLineError } from '../../commandLine/readCommandLine.js'
import type { Run } from '../run.js'
import type { Preset, Study } from '../study.js'

/** The studies of these names, or in folders of these names; all where none is named. A `Left` names the word that is neither. */
export const chosen = (studies: readonly Study[], rows: readonly string[]): E.Either<CommandLineError, readonly Study[]> => {
  const means = (row: string, { name }: Study): boolean => name === row || name.startsWith(`${row}/`)
  const unknown = rows.find((row) => !studies.some((study) => means(row, study)))
  return unknown === undefined
    ? E.right(rows.length === 0 ? studies : studies.filter((study) => rows.some((row) => means(row, study))))
    : E.left({
        _tag: 'CommandLineError',
        sentence: `${unknown}: expected a row, found none of that name; npm run reproduce -- list names them`,
      })
}

/** Every line for the first seed, then for the next: so that all rows have something to show early. */
export const runsOf = (studies: readonly Study[], preset: Preset, seeds: number): readonly Run[] =>
  Array.from({ length: seeds }, (_, seed) => studies.flatMap((study) => study.lines(preset).map(({ task }) => ({ seed, task })))).flat()
