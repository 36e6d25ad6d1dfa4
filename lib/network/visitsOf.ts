/** Each layer of a network in forward order, with its path and shapes; of a network, or of what makes one, whose weights need not be drawn for it. */
import { either as E, function as F } from 'fp-ts'
import { invariant } from '../shape/invariant.js'
import type { Shape } from '../shape/shape.js'
import type { Initialize } from './initialize.js'
import type { AnyNetwork, Node } from './network.js'
import { specsOf } from './specsOf.js'
import { type Visit, type Walk, walk } from './walk.js'

/** What costs are counted of: a network, or what `sequential` gives, whose weights need not be drawn for it. */
export type Countable = { readonly input: Shape; readonly nodes: readonly Node[] } | Initialize<AnyNetwork>

/** The walk along layers that are known to fit each other. */
export const walkOf = (counted: Countable): Walk =>
  F.pipe(
    walk(counted.input, 'layers' in counted ? counted.layers : specsOf(counted.nodes)),
    E.getOrElseW((error) => invariant(error.problem)),
  )

/** The layers of a tree that takes such samples. */
export const visitsOf = (from: Shape, nodes: readonly Node[]): readonly Visit[] => walkOf({ input: from, nodes }).visits
