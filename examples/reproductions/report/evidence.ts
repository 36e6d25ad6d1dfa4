/** What the records say of a claim. */
import type { RunRecord } from '../record.js'
import type { Preset } from '../study.js'
import type { Claim, Pair, Side } from './claim.js'
import type { Found } from './found.js'
import { meanOf, type Summary, summaryOf } from './statistics.js'
import { type Region, type Verdict, verdictOf } from './verdict.js'

export interface Evidence {
  readonly study: string
  readonly presets: readonly Preset[]
  readonly pair: string
  readonly published: number | undefined
  /** first minus second, seed by seed */
  readonly difference: Summary | undefined
  /** seeds that have both records, but one of them came to nothing */
  readonly leftOut: number
  readonly region: Region | undefined
  readonly verdict: Verdict
}

/** The records of one seed that a pair compares. */
interface Both {
  readonly first: RunRecord
  readonly second: RunRecord
}

/**
 * Every comparison of the claim that some seed has both records of; one that two studies make, once. What was drawn for a glance decides nothing
 * and is left out.
 */
export const evidenceOf = (claim: Claim, found: readonly Found[]): readonly Evidence[] => {
  const asked = found
    .filter(({ presets }) => presets.some((preset) => preset !== 'smoke'))
    .flatMap((each) =>
      claim
        .pairs(each.lines.map(({ line }) => line))
        .map((pair) => ({ each, pair, runs: bothOf(pair, each) }))
        .filter(({ runs }) => runs.length > 0),
    )
    .map((one) => ({ ...one, called: callOf(one.pair, one.runs) }))
  return asked
    .filter(({ called }, at) => asked.findIndex((other) => other.called === called) === at)
    .map(({ each: { study, presets }, pair, runs }) => ({ study: study.name, presets, ...measuredOf(claim, pair, runs) }))
}

const bothOf = ({ first, second }: Pair, { lines }: Found): readonly Both[] => {
  const recordsOf = (side: Side): readonly RunRecord[] => lines.find(({ line }) => line === side.line)?.records ?? []
  return recordsOf(first).flatMap((one) =>
    recordsOf(second).flatMap((other) => (one.seed === other.seed ? [{ first: one, second: other }] : [])),
  )
}

/** The same for the same numbers of the same runs. */
const callOf = (pair: Pair, runs: readonly Both[]): string =>
  JSON.stringify([pair.first.of, pair.second.of, runs.map(({ first, second }) => [first.id, second.id])])

const measuredOf = (claim: Claim, pair: Pair, runs: readonly Both[]): Omit<Evidence, 'study' | 'presets'> => {
  const measured = runs.flatMap((both) => {
    const [first, second] = [pair.first.measure(both.first), pair.second.measure(both.second)]
    return first === undefined || second === undefined ? [] : [{ first, second }]
  })
  const difference = summaryOf(measured.map(({ first, second }) => first - second))
  const region = measured.length === 0 ? undefined : claim.region(meanOf(measured.map(({ second }) => second)))
  return {
    pair: pair.name,
    published: pair.published,
    difference,
    leftOut: runs.length - measured.length,
    region,
    verdict: region === undefined ? 'not decidable yet' : verdictOf(difference, region),
  }
}
