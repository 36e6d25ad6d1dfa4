import { isTrained } from '../layer/definition.js'
import { arraysOf } from '../network/arrays.js'
import type { Node } from '../network/network.js'
import type { WeightDecay } from './weightDecay.js'

/** Paths of the trained arrays that weight decay leaves alone. */
export const undecayedPaths = (nodes: readonly Node[], over: NonNullable<WeightDecay['over']>): ReadonlySet<string> =>
  new Set(
    over === 'everything' ? [] : arraysOf({ nodes }).flatMap(({ path, role }) => (isTrained(role) && role !== 'weight' ? [path] : [])),
  )
