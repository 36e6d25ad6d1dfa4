/** The page that says what holds and what does not. */
import type { Claim } from './claim.js'
import { mark } from './document.js'
import { type Evidence, evidenceOf } from './evidence.js'
import type { Found } from './found.js'
import { markdownTable } from './markdownTable.js'
import { paragraphs } from './studyPage.js'
import { leastSeeds, type Region, type Verdict, verdictOfAll } from './verdict.js'

interface Judged {
  readonly claim: Claim
  readonly evidence: readonly Evidence[]
  readonly verdict: Verdict
}

const intro = `Each claim of the papers, and what our records say of it. Runs are compared seed by seed: the tables give the mean of the differences,
their standard deviation, and the interval that holds the mean of all seeds at 95 % (Student's t; each comparison for itself, without
a correction for their number).

A comparison is **shown** where the whole interval lies where the claim says, **not shown** where all of it lies outside, else **not decidable at
this scale**; fewer than ${leastSeeds} seeds decide nothing. "As good" means: at most a tenth more errors than the other has. A claim is not shown as soon as one
comparison is not, and shown where some are and none is not. Runs on drawn images (\`smoke\`) count for nothing here.`

export const claimsPage = (claims: readonly Claim[], found: readonly Found[]): string => {
  const judged = claims.map((claim): Judged => {
    const evidence = evidenceOf(claim, found)
    return { claim, evidence, verdict: verdictOfAll(evidence.map(({ verdict }) => verdict)) }
  })
  return paragraphs([mark, '# What holds and what does not', intro, summaryTable(judged), ...judged.flatMap(claimParagraphs)])
}

const summaryTable = (judged: readonly Judged[]): string => {
  const count = (verdict: Verdict) => ({
    head: verdict === 'not decidable at this scale' ? 'not decidable' : verdict,
    cell: ({ evidence }: Judged) => String(evidence.filter((each) => each.verdict === verdict).length),
  })
  return markdownTable<Judged>(
    [
      { head: 'claim', align: 'left', cell: ({ claim }) => claim.statement },
      { head: 'source', align: 'left', cell: ({ claim }) => claim.source },
      { head: 'verdict', align: 'left', cell: ({ verdict }) => `**${verdict}**` },
      count('shown'),
      count('not shown'),
      count('not decidable at this scale'),
    ],
    judged,
  )
}

const claimParagraphs = ({ claim, evidence, verdict }: Judged): readonly string[] => [
  `## ${claim.statement.replace(/\.$/, '')}`,
  `${claim.source}. Verdict: **${verdict}**. Effect: ${claim.effect}.`,
  evidence.length === 0 ? 'No records compare this yet.' : evidenceTable(evidence),
]

const evidenceTable = (evidence: readonly Evidence[]): string =>
  markdownTable<Evidence>(
    [
      { head: 'study', align: 'left', cell: ({ study, presets }) => `${study} (${presets.join(', ')})` },
      { head: 'comparison', align: 'left', cell: ({ pair }) => pair },
      { head: 'published', cell: ({ published }) => (published === undefined ? '' : signed(published)) },
      { head: 'n', cell: ({ difference }) => String(difference?.n ?? 0) },
      { head: 'left out', cell: ({ leftOut }) => (leftOut === 0 ? '' : `${leftOut} came to nothing`) },
      { head: 'mean', cell: ({ difference }) => (difference === undefined ? '' : signed(difference.mean)) },
      { head: 'standard deviation', cell: ({ difference }) => difference?.deviation?.toFixed(2) ?? '' },
      {
        head: '95 % interval',
        cell: ({ difference }) =>
          difference?.interval === undefined ? '' : `${signed(difference.interval.low)} to ${signed(difference.interval.high)}`,
      },
      { head: 'holds if', cell: ({ region }) => (region === undefined ? '' : regionText(region)) },
      { head: 'verdict', align: 'left', cell: ({ verdict }) => verdict },
    ],
    evidence,
  )

/** '+0.12', '-0.12', '0.00' */
export const signed = (value: number): string => {
  const text = Math.abs(value).toFixed(2)
  return Number(text) === 0 ? text : `${value > 0 ? '+' : '-'}${text}`
}

const regionText = ({ above, below }: Region): string =>
  [...(above === undefined ? [] : [`above ${signed(above)}`]), ...(below === undefined ? [] : [`below ${signed(below)}`])].join(' and ')
