/** What there is: a line for each study. */
import { grouped } from '../../main/numerals.js'
import type { Study } from '../study.js'
import { mark } from './document.js'
import { type Found, pageName } from './found.js'
import type { HoursBudget } from './hoursBudget.js'
import { markdownTable } from './markdownTable.js'
import { paragraphs } from './studyPage.js'
import { distinct } from './sweepTable.js'

interface Row {
  readonly study: Study
  readonly presets: readonly string[]
  readonly seeds: number
  readonly records: number
  /** lines without a record, of the presets that have some */
  readonly missing: number
}

export const indexPage = (studies: readonly Study[], all: readonly Found[], count: number, budget: HoursBudget): string => {
  const rows = studies.map((study): Row => {
    const found = all.filter((each) => each.study === study)
    const records = found.flatMap(({ lines }) => lines.flatMap((line) => line.records))
    return {
      study,
      presets: found.flatMap(({ presets }) => presets),
      seeds: distinct(records.map(({ seed }) => seed)).length,
      records: distinct(records.map(({ id }) => id)).length,
      missing: found.reduce((sum, { lines }) => sum + lines.filter((line) => line.records.length === 0).length, 0),
    }
  })
  const asked = new Set(all.flatMap(({ lines }) => lines.flatMap(({ records }) => records.map(({ id }) => id))))
  return paragraphs([
    mark,
    '# Reproductions: what was run',
    `${grouped(count)} records, each of one run (${grouped(count - asked.size)} of them of networks that rows start from, or of settings that no row has any more); every number and chart here follows from them. What they say of the papers: [claims](claims.md).`,
    markdownTable<Row>(
      [
        {
          head: 'study',
          align: 'left',
          cell: ({ study, records }) => (records === 0 ? study.name : `[${study.name}](${pageName(study)}.md)`),
        },
        { head: 'claim', align: 'left', cell: ({ study }) => study.claim },
        { head: 'source', align: 'left', cell: ({ study }) => study.source },
        { head: 'presets', align: 'left', cell: ({ presets }) => presets.join(', ') },
        { head: 'seeds', cell: ({ seeds }) => (seeds === 0 ? 'not run yet' : String(seeds)) },
        { head: 'records', cell: ({ records }) => (records === 0 ? '' : String(records)) },
        { head: 'lines not run yet', cell: ({ missing }) => (missing === 0 ? '' : String(missing)) },
      ],
      rows,
    ),
    budgetText(budget),
    verifyText,
  ])
}

const budgetText = ({ coreHours, measured, estimated, unknown }: HoursBudget): string =>
  [
    `**What \`hours\` takes.** All rows of the preset \`hours\` are ${measured + estimated + unknown} runs a seed.`,
    ...(measured + estimated === 0
      ? ['How long they take is not estimated yet: nothing was measured.']
      : [
          `${measured} of them are measured${estimated === 0 ? '' : `, ${estimated} estimated by the pace of whole networks of their family`}: together ${(coreHours / 2).toFixed(1)} hours of two cores a seed.`,
        ]),
    ...(measured + estimated > 0 && unknown > 0 ? [`${unknown} are not in that sum: no network of their family was measured yet.`] : []),
  ].join(' ')

const verifyText = `**Made again.** A record follows from its settings, and anybody can hold one against them: \`npm run reproduce -- verify ID --data FOLDER\` takes nothing but the
settings out of the record, trains what it needs and the run itself in an empty folder, and compares byte for byte but for times. Do that at the commit that the record names:
another may add up a test's losses in another order, and differ in the last digits.`
