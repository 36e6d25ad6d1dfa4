/** What the records say of a claim. */
import type { RunRecord } from '../record.js'
import type { Preset } from '../study.js'
import type { Claim, Pair, Side } from './claim.js'
import type { Found } from './found.js'
import { meanOf, type Summary, summaryOf } from './statistics.js'
import { distinct } from './sweepTable.js'
import { nothingIn, type Region, type Verdict, verdictOf } from './verdict.js'

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
  /** why it tells nothing, where it does not */
  readonly tellsNothing: string | undefined
  /** means that decide nothing, of the first and of the second, under the head of their column */
  readonly beside: Readonly<Record<string, readonly [number, number]>>
}

/** The records of one seed on the same images that a pair compares. */
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

const bothOf = ({ first, second, isAbout }: Pair, { lines }: Found): readonly Both[] => {
  const recordsOf = (side: Side): readonly RunRecord[] => lines.find(({ line }) => line === side.line)?.records ?? []
  return recordsOf(first).flatMap((one) =>
    recordsOf(second)
      .filter((other) => one.seed === other.seed && one.images === other.images)
      .filter((other) => isAbout === undefined || isAbout(one, other))
      .map((other) => ({ first: one, second: other })),
  )
}

/** The same for the same numbers of the same runs. */
const callOf = (pair: Pair, runs: readonly Both[]): string =>
  JSON.stringify([pair.first.of, pair.second.of, runs.map(({ first, second }) => [first.id, second.id])])

const measuredOf = (claim: Claim, pair: Pair, runs: readonly Both[]): Omit<Evidence, 'study' | 'presets'> => {
  const measured = runs.flatMap((both) => {
    const [first, second] = [pair.first.measure(both.first, both.second), pair.second.measure(both.second, both.first)]
    return first === undefined || second === undefined ? [] : [{ first, second, why: pair.tellsNothing?.(both.first, both.second) }]
  })
  const difference = summaryOf(measured.map(({ first, second }) => first - second))
  const region = measured.length === 0 ? undefined : claim.region(meanOf(measured.map(({ second }) => second)))
  // only where no seed tells anything
  const [why, ...others] = distinct(measured.map((each) => each.why))
  const compared = { difference, region, tellsNothing: others.length === 0 ? why : undefined }
  return {
    pair: pair.name,
    published: pair.published,
    difference,
    leftOut: runs.length - measured.length,
    region,
    verdict: verdictOf(compared),
    tellsNothing: nothingIn(compared),
    beside: besideOf(pair, runs),
  }
}

const besideOf = ({ first, second }: Pair, runs: readonly Both[]): Evidence['beside'] =>
  Object.fromEntries(
    Object.entries(first.beside ?? {}).flatMap(([head, ofFirst]) => {
      const ofSecond = second.beside?.[head]
      const one = summaryOf(runs.map((both) => ofFirst(both.first)).filter((value) => value !== undefined))
      const other = summaryOf(runs.map((both) => ofSecond?.(both.second)).filter((value) => value !== undefined))
      return one === undefined || other === undefined ? [] : [[head, [one.mean, other.mean] as const]]
    }),
  )
