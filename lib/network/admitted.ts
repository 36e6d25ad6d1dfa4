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
import { aList, anObject, aString, either, floats, type Kind, listOf, sizes } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import { elementCount, sameShape, type Shape, showShape } from '../shape/shape.js'
import { checkedNodes, checkIn } from './checkedTree.js'
import { specsOf } from './specsOf.js'
import { keyForgotten } from './initialize.js'
import { layerNodes } from './layerNodes.js'
import type { Arch, LayerNode, Node } from './network.js'
import { walk } from './walk.js'

/** What is looked at of a network. */
export interface Admissible {
  readonly input: Shape
  readonly output: Shape
  readonly cfg: Cfg
  readonly arch: Arch
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
export const wellFormed = <Net extends Admissible>(caller: string, network: Net): Net => {
  wrongValue(caller, network)
  return network
}

/** The same where an array holds a number that it cannot: for functions that compute with them, and have no `Left` to say it with. */
export const admitted = <Net extends Admissible>(caller: string, network: Net): Net => {
  const wrong = wrongValue(caller, network)
  return wrong === undefined
    ? network
    : invariant(`${caller}: the network's ${wrong.path} holds ${wrong.found} at ${wrong.at} instead of ${wrong.expected}`)
}

/**
 * The first number of a network that its array cannot hold: the compiler lets a spread put it there, so that it is data; undefined where
 * all fit. A `TypeError` where something else is given.
 */
export const wrongValue = (caller: string, network: Admissible): WrongValue | undefined => {
  if (looked.has(network)) return looked.get(network)
  if (typeof network === 'function' && 'layers' in network) invariant(`${caller}: ${keyForgotten}`)
  if (typeof network === 'function') invariant(`${caller}: the network is a function, not an object: call a task, and await it`)
  const { input, output, cfg, arch, nodes } = checkedArgument(caller, 'the network', anObject<Admissible>(), network)
  const check = checkIn(caller)
  check('input', sizes, input)
  check('output', sizes, output)
  check('cfg', aList, cfg)
  check('arch', names, arch)
  const layers = layerNodes(checkedNodes(caller, nodes))
  const walked = walk(input, specsOf(nodes))
  if (E.isLeft(walked)) return invariant(`${caller}: the network: ${walked.left.problem}`)
  if (!sameShape(walked.right.output, output))
    invariant(`${caller}: the network's output is ${showShape(walked.right.output)}, not ${showShape(output)}`)
  for (const [path, node] of layers) checkArrays(caller, path, node)
  const wrong = layers.map(([path, node]) => wrongIn(path, node)).find((found) => found !== undefined)
  looked.set(network, wrong)
  return wrong
}

const names: Kind<Arch> = either(aString, listOf('strings', aString))

/** A layer's arrays are those it wants, each of its size; those that say where channels go hold nothing else. */
const checkArrays = (caller: string, path: string, { layer, arrays }: LayerNode): void => {
  const wanted = definitionOf(layer).arrays(layer)
  const other = Object.keys(arrays).find((name) => !Object.hasOwn(wanted, name))
  if (other !== undefined) invariant(`${caller}: the network's ${path}.${other} is not an array of a ${layer._tag}`)
  for (const [name, { shape, role, holds }] of Object.entries(wanted)) {
    const values = checkIn(caller)(`${path}.${name}`, floats, arrays[name])
    const expected = elementCount(shape)
    if (values.length !== expected)
      invariant(`${caller}: the network's ${path}.${name} holds ${values.length} numbers instead of ${expected}`)
    const wrong = isConstant(role) ? holds.brokenAt(values) : -1
    if (wrong >= 0) invariant(`${caller}: the network's ${path}.${name} holds ${values[wrong]} at ${wrong} instead of ${holds.name}`)
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
