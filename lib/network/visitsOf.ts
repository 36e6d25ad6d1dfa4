/** Each layer of a network in forward order, with its path and shapes; of a network, or of what makes one, whose weights need not be drawn for it. */
import { either as E } from 'fp-ts'
import { invariant } from '../shape/invariant.js'
import { type Kind, kind, sizes } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import type { Spec } from './branching.js'
import { checkedTree } from './checkedTree.js'
import type { Initialize } from './initialize.js'
import type { AnyNetwork, Node } from './network.js'
import { specsOf } from './specsOf.js'
import { type ShapeError, type Visit, type Walk, walk } from './walk.js'

/** What costs are counted of: a network, or what `sequential` gives, whose weights need not be drawn for it. */
export type Countable = { readonly input: Shape; readonly nodes: readonly Node[] } | Initialize<AnyNetwork>

const aCountable: Kind<Countable> = kind(
  'a network, or what makes one',
  (value) => ((typeof value === 'object' && value !== null) || typeof value === 'function') && ('layers' in value || 'nodes' in value),
)
const aListOfLayers: Kind<readonly Spec[]> = kind('a list of layers', Array.isArray)

/** The walk along the layers of what a caller hands over to be counted; throws where they do not fit each other, or are none. */
export const walkOf = (caller: string, counted: Countable): Walk => {
  const check = <A>(name: string, kind: Kind<A>, value: unknown): A => checkedArgument(caller, name, kind, value)
  const given = check('the network', aCountable, counted)
  // of which kind the layers are, the walk asks
  const layers = 'layers' in given ? check('the layers', aListOfLayers, given.layers) : specsOf(checkedTree(caller, given).nodes)
  return right(caller, walk(check("the network's input", sizes, given.input), layers))
}

/** The layers of a tree that takes such samples. */
export const visitsOf = (from: Shape, nodes: readonly Node[]): readonly Visit[] => right('a network', walk(from, specsOf(nodes))).visits

const right = (caller: string, walked: E.Either<ShapeError, Walk>): Walk =>
  E.isLeft(walked) ? invariant(`${caller}: ${walked.left.problem}`) : walked.right
