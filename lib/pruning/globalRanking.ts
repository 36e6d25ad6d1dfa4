/** All channels that pruning may take in one ranking over the whole network, and the plans that take the lowest so many of it. */
import { array as A, either as E, function as F } from 'fp-ts'
import type { AnyNetwork } from '../network/network.js'
import type { Cfg } from '../shape/atMost.js'
import { known } from '../shape/invariant.js'
import { aNumber, either, type Kinds, listOf, oneOf, optional, wholeNumber } from '../shape/kind.js'
import { candidatesOf, type Criterion, scored } from './criterion.js'
import { type Plan, type PlanError, widthsOf } from './plan.js'
import { perWidth } from './planTo.js'

/** What no layer loses, for all widths of the cfg or one for each, beside which the cfg's poolings may stand. */
export interface Floors {
  /** no layer keeps fewer channels (or all, if it has fewer); default 1 */
  readonly minimumWidth?: number | Cfg
  /** no layer loses a greater share of its channels: trunc(width * maximumRatio) at most; default any */
  readonly maximumRatio?: number | Cfg
}

/** What the floors hold. */
export const floorKinds: Kinds<Floors> = {
  minimumWidth: optional(either(wholeNumber(1), listOf("whole numbers, 1 or more, and 'M'", either(wholeNumber(1), oneOf('M'))))),
  maximumRatio: optional(either(aNumber, listOf("numbers and 'M'", either(aNumber, oneOf('M'))))),
}

/** A channel by its group's number and its place there. */
interface Ranked {
  readonly group: number
  readonly channel: number
  readonly score: number
}

/** The widths of the cfg, and the channels above no floor, lowest first. */
export interface Ranking {
  readonly widths: readonly number[]
  readonly ranked: readonly Ranked[]
}

/** Of equal scores the earlier channel stays. */
export const rankingOf = (
  criterion: Criterion<PlanError>,
  network: AnyNetwork,
  { minimumWidth = 1, maximumRatio }: Floors,
): E.Either<PlanError, Ranking> =>
  F.pipe(
    E.Do,
    E.apS('least', perWidth(minimumWidth, network.cfg)),
    E.apS('shares', maximumRatio === undefined ? E.right(undefined) : sharesOf(maximumRatio, network.cfg)),
    E.flatMap(({ least, shares }) => {
      const groups = candidatesOf(network)
      const found = widthsOf(network.cfg)
      if (found.length !== groups.length)
        return E.left<PlanError>({ _tag: 'PlanMismatch', expected: groups.map(({ width }) => width), found })
      return F.pipe(
        [...groups],
        A.traverseWithIndex(E.Applicative)((group: number, candidates) =>
          F.pipe(
            scored(criterion, candidates),
            E.map((scores) => {
              const { width } = candidates
              const floor = Math.max(known(least[group]), shares === undefined ? 1 : width - Math.trunc(width * known(shares[group])))
              return scores
                .map((score, channel): Ranked => ({ group, channel, score }))
                .toSorted(lowestFirst)
                .slice(0, Math.max(0, width - floor))
            }),
          ),
        ),
        E.map((removable) => ({ widths: groups.map(({ width }) => width), ranked: removable.flat().toSorted(lowestFirst) })),
      )
    }),
  )

const sharesOf = (given: number | Cfg, cfg: Cfg): E.Either<PlanError, readonly number[]> =>
  F.pipe(
    perWidth(given, cfg),
    E.flatMap((shares) => {
      const wrong = shares.find((share) => !(share >= 0 && share < 1))
      return wrong === undefined ? E.right(shares) : E.left<PlanError>({ _tag: 'BadRatio', ratio: wrong })
    }),
  )

const lowestFirst = (left: Ranked, right: Ranked): number =>
  left.score - right.score || right.group - left.group || right.channel - left.channel

/** The plan without the lowest so many: each takes what the ones before it take, and one channel more. */
export const planWithout = ({ widths, ranked }: Ranking, count: number): Plan => {
  const gone = widths.map(() => new Set<number>())
  for (const { group, channel } of ranked.slice(0, count)) gone[group]?.add(channel)
  return {
    groups: widths.map((width, group) => ({
      width,
      kept: Array.from({ length: width }, (_, channel) => channel).filter((channel) => !known(gone[group]).has(channel)),
    })),
  }
}
