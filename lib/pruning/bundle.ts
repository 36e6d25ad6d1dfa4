/** Entries of the cfg that layers in groups let come down only together. */
import type { Coupling } from '../network/coupling.js'
import { known } from '../shape/invariant.js'
import { evenParts, unevenProblem } from './evenness.js'
import { freeShares } from './evenShares.js'
import { keeper } from './keeper.js'

/** A channel by its entry among the cfg's widths, and its place there. */
export interface Channel {
  readonly group: number
  readonly channel: number
}

/**
 * Entries of the cfg that are narrowed together, in so many steps, each of which takes an equal share of every part; in one where channels that must stay are among
 * those that they share a layer's groups with, so that nothing can go.
 */
export interface Bundle {
  readonly groups: readonly number[]
  readonly steps: number
  readonly parts: readonly (readonly Channel[])[]
}

/** All entries, in the order of the first of each bundle. */
export const bundlesOf = (coupling: Coupling): readonly Bundle[] => {
  const free = coupling.groups.flatMap(({ fate }, number) => (fate === 'free' ? [number] : []))
  const shares = freeShares(coupling)
  const isAsked = evenParts(coupling).length > 0
  const canGo = (groups: readonly number[], steps: number): boolean => {
    const kept = groups.map(
      (group) => [known(free[group]), known(shares[group]).parts.flatMap((part) => part.slice(part.length / steps))] as const,
    )
    return !isAsked || unevenProblem(coupling, keeper(coupling, new Map(kept))) === undefined
  }
  return shares.flatMap(({ steps, together }, first) => {
    const groups = together.flatMap((number) => (free.includes(number) ? [free.indexOf(number)] : []))
    const parts = groups.flatMap((group) => known(shares[group]).parts.map((part) => part.map((channel) => ({ group, channel }))))
    return groups[0] === first ? [{ groups, steps: canGo(groups, steps) ? steps : 1, parts }] : []
  })
}
