/** The page that says what holds and what does not. */
import type { Claim } from './claim.js'
import { mark } from './document.js'
import { type Evidence, evidenceOf } from './evidence.js'
import type { Found } from './found.js'
import { markdownTable } from './markdownTable.js'
import { paragraphs } from './studyPage.js'
import { distinct } from './sweepTable.js'
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
scale**. Only runs on the very same images are compared. Fewer than ${leastSeeds} seeds decide nothing: **not decidable yet**. That deviations of few seeds are themselves uncertain makes the interval wide, as it should
be: of three seeds it reaches 2.5 standard deviations to each side.

**What difference counts.** "More" and "better": a mean above 0. "As good": at most a tenth more errors than the other has, so 0.7 points at the 7 % of
the papers' networks; a one-sided test of non-inferiority. "About as good": at most one point of accuracy less; "equally well": at most one point up or down, a test of
equivalence. These margins are ours, and but for what a claim says of its own they were fixed in the code before any run on CIFAR-10; the papers have none. Li et al.
2017 write “close to the original accuracy” (abstract) of networks up to the ResNet-110 of 6.70 % errors against 6.47 %.

**What tells nothing.** Where every difference is exactly 0 and the claim asks for more than 0, and where both networks are at chance (no more than a point above
what the most frequent class alone gets right), the runs tell nothing of the claim: **not decidable at this scale**, for the reason that stands there.

**The whole claim.** It speaks of every network, so it is shown only where every comparison is; that needs no correction for their number (an
intersection-union test). It is not shown as soon as one comparison lies elsewhere; that is asked with Bonferroni's correction, so that among many comparisons
none falls by chance (5 % for all together). While some have fewer than ${leastSeeds} seeds and the others are shown, it stays open.`

export const claimsPage = (claims: readonly Claim[], found: readonly Found[]): string => {
  const judged = claims.map((claim): Judged => {
    const evidence = evidenceOf(claim, found)
    return { claim, evidence, verdict: verdictOfAll(evidence) }
  })
  return paragraphs([
    mark,
    '# What holds and what does not',
    intro,
    summaryTable(judged),
    ...judged.flatMap((each) => claimParagraphs(each, judged)),
  ])
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
      { head: 'verdict', align: 'left', cell: (one) => `**${textOf(one)}**${saysLittle(one, judged) ? ', but see its text' : ''}` },
      count('shown'),
      count('not shown'),
      count('not decidable at this scale'),
      count('not decidable yet'),
    ],
    judged,
  )
}

/** What it is to be read with is not shown. */
const saysLittle = ({ claim, verdict }: Judged, all: readonly Judged[]): boolean =>
  verdict === 'shown' && all.some((other) => other.claim.statement === claim.readWith && other.verdict !== 'shown')

/** Its verdict; where it is open, how many seeds the best of its comparisons has. */
const textOf = ({ evidence, verdict }: Judged): string =>
  verdictText(verdict, Math.max(0, ...evidence.map(({ difference }) => difference?.n ?? 0).filter((n) => n < leastSeeds)))

const claimParagraphs = ({ claim, evidence, verdict }: Judged, all: readonly Judged[]): readonly string[] => [
  `## ${claim.statement.replace(/\.$/, '')}`,
  `${claim.source}. Verdict: **${textOf({ claim, evidence, verdict })}**. Effect: ${claim.effect}.`,
  claim.note ?? '',
  ...all.filter((other) => other.claim.statement === claim.readWith).map(readWithText),
  evidence.length === 0 ? 'No records compare this yet.' : evidenceTable(evidence),
]

/** What the claim says without which another one says little, comparison by comparison. */
const readWithText = ({ claim, evidence, verdict }: Judged): string => {
  const each = evidence.map((one) => {
    const mean = one.difference === undefined ? '' : `, mean ${signed(one.difference.mean)}`
    return `- ${one.pair}${mean}: ${verdictText(one.verdict, one.difference?.n ?? 0, one.tellsNothing)}`
  })
  return [`Read it with “${claim.statement}” (**${verdict}**; ${claim.effect}):`, each.join('\n')]
    .filter((part) => part !== '')
    .join('\n\n')
}

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
      ...distinct(evidence.flatMap(({ beside }) => Object.keys(beside))).map((head) => ({
        head,
        cell: ({ beside }: Evidence) => besideText(beside[head]),
      })),
      {
        head: 'verdict',
        align: 'left',
        cell: ({ verdict, difference, tellsNothing }) => verdictText(verdict, difference?.n ?? 0, tellsNothing),
      },
    ],
    evidence,
  )

const besideText = (means: readonly [number, number] | undefined): string =>
  means === undefined ? '' : means.map((mean) => mean.toFixed(mean < 1 ? 2 : 1)).join(' against ')

/** '+0.12', '-0.12', '0.00' */
export const signed = (value: number): string => {
  const text = Math.abs(value).toFixed(2)
  return Number(text) === 0 ? text : `${value > 0 ? '+' : '-'}${text}`
}

const regionText = ({ above, below }: Region): string =>
  [...(above === undefined ? [] : [`above ${signed(above)}`]), ...(below === undefined ? [] : [`below ${signed(below)}`])].join(' and ')
