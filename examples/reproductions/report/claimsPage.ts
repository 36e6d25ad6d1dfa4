/** The page that says what holds and what does not. */
import type { Claim } from './claim.js'
import { mark } from './document.js'
import { type Evidence, evidenceOf } from './evidence.js'
import type { Found } from './found.js'
import { markdownTable } from './markdownTable.js'
import { paragraphs } from './studyPage.js'
import { leastSeeds, type Region, type Verdict, verdictOfAll, verdictText } from './verdict.js'

interface Judged {
  readonly claim: Claim
  readonly evidence: readonly Evidence[]
  readonly verdict: Verdict
}

const intro = `Each claim of the papers, and what our records say of it. Runs on drawn images (\`smoke\`) count for nothing here.

**One comparison.** Two networks are compared seed by seed, so that whatever a seed does to both cancels. The n differences have a mean, a standard
deviation (by n - 1), and the interval that holds the mean of all seeds at 95 % (Student's t of the paired differences). The claim says where that mean
lies. The comparison is **shown** where the whole interval lies there, **not shown** where all of it lies elsewhere, else **not decidable at this
scale**. Fewer than ${leastSeeds} seeds decide nothing: **not decidable yet**. That deviations of few seeds are themselves uncertain makes the interval wide, as it should
be: of three seeds it reaches 2.5 standard deviations to each side.

**What difference counts.** "More" and "better": a mean above 0. "As good": at most a tenth more errors than the other has, so 0.7 points at the 7 % of
the papers' networks; a one-sided test of non-inferiority. "About as good": at most one point of accuracy less; "equally well": at most one point up or down, a test of
equivalence. These margins are ours, fixed in the code before any run on CIFAR-10; the papers have none, and call 6.70 % against 6.47 % no loss.

**The whole claim.** It speaks of every network, so it is shown only where every comparison is; that needs no correction for their number (an
intersection-union test). It is not shown as soon as one comparison lies elsewhere; that is asked with Bonferroni's correction, so that among many comparisons
none falls by chance (5 % for all together). While some have fewer than ${leastSeeds} seeds and the others are shown, it stays open.`

export const claimsPage = (claims: readonly Claim[], found: readonly Found[]): string => {
  const judged = claims.map((claim): Judged => {
    const evidence = evidenceOf(claim, found)
    return { claim, evidence, verdict: verdictOfAll(evidence) }
  })
  return paragraphs([mark, '# What holds and what does not', intro, summaryTable(judged), ...judged.flatMap(claimParagraphs)])
}

const summaryTable = (judged: readonly Judged[]): string => {
  const count = (verdict: Verdict) => ({
    head: verdict === 'not decidable at this scale' ? 'not decidable' : verdict === 'not decidable yet' ? 'open' : verdict,
    cell: ({ evidence }: Judged) => String(evidence.filter((each) => each.verdict === verdict).length),
  })
  return markdownTable<Judged>(
    [
      { head: 'claim', align: 'left', cell: ({ claim }) => claim.statement },
      { head: 'source', align: 'left', cell: ({ claim }) => claim.source },
      { head: 'verdict', align: 'left', cell: (judged) => `**${textOf(judged)}**` },
      count('shown'),
      count('not shown'),
      count('not decidable at this scale'),
      count('not decidable yet'),
    ],
    judged,
  )
}

/** Its verdict; where it is open, how many seeds the best of its comparisons has. */
const textOf = ({ evidence, verdict }: Judged): string =>
  verdictText(verdict, Math.max(0, ...evidence.map(({ difference }) => difference?.n ?? 0).filter((n) => n < leastSeeds)))

const claimParagraphs = ({ claim, evidence, verdict }: Judged): readonly string[] => [
  `## ${claim.statement.replace(/\.$/, '')}`,
  `${claim.source}. Verdict: **${textOf({ claim, evidence, verdict })}**. Effect: ${claim.effect}.`,
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
      { head: 'verdict', align: 'left', cell: ({ verdict, difference }) => verdictText(verdict, difference?.n ?? 0) },
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
