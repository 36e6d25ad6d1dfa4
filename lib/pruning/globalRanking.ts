/** All channels that pruning may take in one ranking over the whole network, and the plans that take the lowest so many of it. */
import { either as E, function as F } from 'fp-ts'
import { couplingOf } from '../network/coupling.js'
import type { AnyNetwork } from '../network/network.js'
import type { Cfg } from '../shape/atMost.js'
import { known } from '../shape/invariant.js'
import { aNumber, either, type Kinds, listOf, oneOf, optional, wholeNumber } from '../shape/kind.js'
import { bundlesOf, type Channel } from './bundle.js'
import { candidatesOf, type Criterion, scored } from './criterion.js'
import { type Plan, type PlanError, widthsOf } from './plan.js'
import { perWidth } from './planTo.js'

/** What no layer loses, for all widths of the cfg or one for each, beside which the cfg's poolings may stand. */
export interface Floors {
  /** no layer keeps fewer channels (or all, if it has fewer); default 1 */
  readonly minimumWidth?: number | Cfg | undefined
  /** no layer loses a greater share of its channels: trunc(width * maximumRatio) at most; default any */
  readonly maximumRatio?: number | Cfg | undefined
}

/** What the floors hold. */
export const floorKinds: Kinds<Floors> = {
  minimumWidth: optional(either(wholeNumber(1), listOf("whole numbers, 1 or more, and 'M'", either(wholeNumber(1), oneOf('M'))))),
  maximumRatio: optional(either(aNumber, listOf("numbers and 'M'", either(aNumber, oneOf('M'))))),
}

/** Channels that go together: one, or as many of each group of convolutions in groups; ranked by the mean of their scores. */
interface Ranked {
  readonly channels: readonly Channel[]
  readonly score: number
}

/** The widths of the cfg, and what goes above no floor, lowest first. */
export interface Ranking {
  readonly widths: readonly number[]
  readonly ranked: readonly Ranked[]
}

/** Of equal scores the earlier channel stays. */
export const rankingOf = <Failure>(
  criterion: Criterion<Failure>,
  network: AnyNetwork,
  { minimumWidth = 1, maximumRatio }: Floors,
): E.Either<PlanError | Failure, Ranking> =>
  F.pipe(
    E.Do,
    E.apS('least', perWidth(minimumWidth, network.cfg)),
    E.apS('shares', maximumRatio === undefined ? E.right(undefined) : sharesOf(maximumRatio, network.cfg)),
    E.apSW(
      'scores',
      F.pipe(
        [...candidatesOf(network)],
        E.traverseArray((candidates) => scored(criterion, candidates)),
      ),
    ),
    E.filterOrElseW(
      ({ scores }) => scores.length === widthsOf(network.cfg).length,
      ({ scores }): PlanError => ({ _tag: 'PlanMismatch', expected: scores.map(({ length }) => length), found: widthsOf(network.cfg) }),
    ),
    E.map(({ least, shares, scores }): Ranking => {
      const widths = scores.map(({ length }) => length)
      const floors = widths.map((width, group) =>
        Math.max(known(least[group]), shares === undefined ? 1 : width - Math.trunc(width * known(shares[group]))),
      )
      const ranked = bundlesOf(couplingOf(network.input, network.nodes)).flatMap(({ groups, steps, parts }) => {
        const removable = Math.min(
          ...groups.map((group) => Math.floor(((known(widths[group]) - known(floors[group])) * steps) / known(widths[group]))),
        )
        const lowest = parts.map((part) =>
          part.toSorted((left, right) => scoreAt(scores, left) - scoreAt(scores, right) || right.channel - left.channel),
        )
        const going = (step: number): readonly Channel[] =>
          lowest.flatMap((part) => part.slice((step * part.length) / steps, ((step + 1) * part.length) / steps))
        return Array.from({ length: Math.max(0, removable) }, (_, step): Ranked => {
          const channels = going(step)
          return { channels, score: meanOf(channels.map((channel) => scoreAt(scores, channel))) }
        })
      })
      return { widths, ranked: ranked.toSorted(lowestFirst) }
    }),
  )

/** -Infinity where one is: what must go takes the others along, an infinite one too. */
const meanOf = (scores: readonly number[]): number =>
  scores.includes(Number.NEGATIVE_INFINITY) ? Number.NEGATIVE_INFINITY : scores.reduce((sum, score) => sum + score, 0) / scores.length

const scoreAt = (scores: readonly (readonly number[])[], { group, channel }: Channel): number => known(scores[group]?.[channel])

const sharesOf = (given: number | Cfg, cfg: Cfg): E.Either<PlanError, readonly number[]> =>
  F.pipe(
    perWidth(given, cfg),
    E.flatMap((shares) => {
      const wrong = shares.find((share) => !(share >= 0 && share < 1))
      return wrong === undefined ? E.right(shares) : E.left<PlanError>({ _tag: 'BadRatio', ratio: wrong })
    }),
  )

/** What an entry gives keeps its order. */
const lowestFirst = (left: Ranked, right: Ranked): number => left.score - right.score || groupOf(right) - groupOf(left)

const groupOf = ({ channels }: Ranked): number => known(channels[0]).group

/** How many channels go with the lowest so many of a ranking; with all of it by default. */
export const removedBy = ({ ranked }: Ranking, count = ranked.length): number =>
  ranked.slice(0, count).reduce((sum, { channels }) => sum + channels.length, 0)

/** The plan without the lowest so many: each takes what the ones before it take, and what goes next. */
export const planWithout = ({ widths, ranked }: Ranking, count: number): Plan =>
  planOf(
    widths,
    ranked.slice(0, count).flatMap(({ channels }) => channels),
  )

const planOf = (widths: readonly number[], going: readonly Channel[]): Plan => {
  const gone = widths.map(() => new Set<number>())
  for (const { group, channel } of going) gone[group]?.add(channel)
  return {
    groups: widths.map((width, group) => ({
      width,
      kept: Array.from({ length: width }, (_, channel) => channel).filter((channel) => !known(gone[group]).has(channel)),
    })),
  }
}
