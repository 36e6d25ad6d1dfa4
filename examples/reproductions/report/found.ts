/** What there is of a study: for each preset its lines, with the records of each. */
import type { RunRecord } from '../record.js'
import { type Line, type Preset, presets, type Study } from '../study.js'
import { type Archive, recordsOf } from './archive.js'

export interface FoundLine {
  readonly line: Line
  /** one a seed; none where it was not run yet */
  readonly records: readonly RunRecord[]
}

export interface Found {
  readonly study: Study
  /** several where they ask for the very same runs */
  readonly presets: readonly Preset[]
  readonly lines: readonly FoundLine[]
}

/** Presets without any record are left out. */
export const foundOf = (study: Study, archive: Archive): readonly Found[] => {
  const asked = presets.map((preset) => ({ preset, lines: study.lines(preset) }))
  const called = ({ lines }: (typeof asked)[number]): string => JSON.stringify(lines.map(({ task }) => task))
  return [...new Set(asked.map(called))]
    .map((runs) => asked.filter((each) => called(each) === runs))
    .map((same) => ({
      study,
      presets: same.map(({ preset }) => preset),
      lines: (same[0]?.lines ?? []).map((line) => ({ line, records: recordsOf(line.task, archive) })),
    }))
    .filter(({ lines }) => lines.some(({ records }) => records.length > 0))
}

/** 'mnist-mlp of network-slimming' as a file's name. */
export const pageName = ({ name }: Study): string => name.replaceAll('/', '-')
