/** A network whose layers changed their places, or widths that names show: a family's name stays, names of layers are read anew. */
import { either as E, function as F } from 'fp-ts'
import { invariant } from '../shape/invariant.js'
import type { Shape } from '../shape/shape.js'
import { specsOf } from './specsOf.js'
import type { AnyNetwork, Arch, Network, Node } from './network.js'
import { walk } from './walk.js'

/** What the compiler still knows of the names. */
export type Rearranged<Name extends Arch> = Name extends string ? Name : readonly string[]

/** The network with other nodes of the same cfg. */
export const rearranged = <Net extends AnyNetwork>(
  network: Net,
  nodes: readonly Node[],
): Network<Net['input'], Net['output'], Net['cfg'], Rearranged<Net['arch']>> => {
  const { arch } = network
  const names: Arch = typeof arch === 'string' ? arch : namesOf(network.input, nodes)
  // a string stays itself and everything else is a list, as the type says
  return { ...network, arch: names as Rearranged<Net['arch']>, nodes }
}

/** The names of a tree's layers, one for each node of its top level. */
export const namesOf = (from: Shape, nodes: readonly Node[]): readonly string[] =>
  F.pipe(
    walk(from, specsOf(nodes)),
    E.getOrElseW((error) => invariant(error.problem)),
  ).names
