/**
 * The gate for a network as a value. Every function of the library gives one that is right, and so does `sequential`; what a cast or plain
 * JavaScript puts together (a spread with other arrays, some other object) is looked at once, where it enters, and remembered: a network
 * does not change. Behind the gate nobody checks again.
 */
import { either as E } from 'fp-ts'
import { isConstant } from '../layer/definition.js'
import { definitionOf } from '../layer/layer.js'
import type { Cfg } from '../shape/atMost.js'
import { invariant, known } from '../shape/invariant.js'
import { aList, anObject, floats, type Kind, sizes } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import { elementCount, sameShape, type Shape, showShape } from '../shape/shape.js'
import { branchPath } from './branching.js'
import { checkedNodes } from './checkedTree.js'
import { specsOf } from './specsOf.js'
import { keyForgotten } from './initialize.js'
import type { LayerNode, Node } from './network.js'
import { walk } from './walk.js'

/** What is looked at of a network. */
export interface Admissible {
  readonly input: Shape
  readonly output: Shape
  readonly cfg: Cfg
  readonly nodes: readonly Node[]
}

/** A number that its array cannot hold. */
export interface WrongValue {
  readonly path: string
  readonly expected: string
  readonly found: number
  readonly at: number
}

/** What was found in the networks that were looked at before. */
const looked = new WeakMap<object, WrongValue | undefined>()

/**
 * The network; a `TypeError` that begins with `narrownet:` where what is given is something else: layers that do not follow each other, arrays
 * of other sizes, positions or masks that their layers cannot have. For functions that only move or compare a network's numbers.
 */
export const wellFormed = <Net extends Admissible>(network: Net): Net => {
  wrongValue(network)
  return network
}

/** The same where an array holds a number that it cannot: for functions that compute with them, and have no `Left` to say it with. */
export const admitted = <Net extends Admissible>(network: Net): Net => {
  const wrong = wrongValue(network)
  return wrong === undefined ? network : invariant(`${wrong.path} holds ${wrong.found} at ${wrong.at} instead of ${wrong.expected}`)
}

/**
 * The first number of a network that its array cannot hold: the compiler lets a spread put it there, so that it is data; undefined where
 * all fit. A `TypeError` where something else is given.
 */
export const wrongValue = (network: Admissible): WrongValue | undefined => {
  if (looked.has(network)) return looked.get(network)
  if (typeof network === 'function') invariant(keyForgotten)
  const { input, output, cfg, nodes } = checkedArgument('a network', 'what is given', anObject<Admissible>(), network)
  check('input', sizes, input)
  check('output', sizes, output)
  check('cfg', aList, cfg)
  const layers = layersOf(checkedNodes(nodes))
  const walked = walk(input, specsOf(nodes))
  if (E.isLeft(walked)) return invariant(walked.left.problem)
  if (!sameShape(walked.right.output, output))
    invariant(`a network's output is ${showShape(walked.right.output)}, not ${showShape(output)}`)
  for (const [path, node] of layers) checkArrays(path, node)
  const wrong = layers.map(([path, node]) => wrongIn(path, node)).find((found) => found !== undefined)
  looked.set(network, wrong)
  return wrong
}

/** Every layer of a tree with its path, in forward order. */
const layersOf = (nodes: readonly Node[], prefix = ''): readonly (readonly [path: string, node: LayerNode])[] =>
  nodes.flatMap((node, at) =>
    node._tag === 'layer'
      ? [[`${prefix}${at}`, node] as const]
      : node.branches.flatMap((branch, number) => layersOf(branch, branchPath(node._tag, `${prefix}${at}`, number))),
  )

const check = <A>(place: string, kind: Kind<A>, value: unknown): A => checkedArgument('a network', place, kind, value)

/** A layer's arrays are those it wants, each of its size; those that say where channels go hold nothing else. */
const checkArrays = (path: string, { layer, arrays }: LayerNode): void => {
  const wanted = definitionOf(layer).arrays(layer)
  const other = Object.keys(arrays).find((name) => !Object.hasOwn(wanted, name))
  if (other !== undefined) invariant(`${path}.${other} is not an array of a ${layer._tag}`)
  for (const [name, { shape, role, holds }] of Object.entries(wanted)) {
    const values = check(`${path}.${name}`, floats, arrays[name])
    const expected = elementCount(shape)
    if (values.length !== expected) invariant(`${path}.${name} holds ${values.length} numbers instead of ${expected}`)
    const wrong = isConstant(role) ? holds.brokenAt(values) : -1
    if (wrong >= 0) invariant(`${path}.${name} holds ${values[wrong]} at ${wrong} instead of ${holds.name}`)
  }
}

const wrongIn = (path: string, { layer, arrays }: LayerNode): WrongValue | undefined => {
  for (const [name, { holds }] of Object.entries(definitionOf(layer).arrays(layer))) {
    const values = known(arrays[name])
    const at = holds.brokenAt(values)
    if (at >= 0) return { path: `${path}.${name}`, expected: holds.name, found: known(values[at]), at }
  }
  return undefined
}
