/**
 * All arrays of a network by path: "0.weight", "1.runningMean", "4.body.0.weight".
 */
import { either as E } from 'fp-ts'
import type { ArraySpec } from '../layer/definition.js'
import { definitionOf } from '../layer/layer.js'
import { known } from '../shape/invariant.js'
import { listed } from '../shape/listed.js'
import { elementCount } from '../shape/shape.js'
import { branchPath } from './branching.js'
import type { AnyNetwork, LayerNode, Node } from './network.js'

/** An array, where it stands and what it is for. */
export interface NetworkArray extends Pick<ArraySpec, 'role' | 'shape'> {
  readonly path: string
  readonly values: Float32Array
}

/** Every layer of the tree with its path, in forward order. */
export const layerNodes = (tree: readonly Node[], prefix = ''): readonly (readonly [path: string, node: LayerNode])[] =>
  tree.flatMap((node, at) => {
    const path = `${prefix}${at}`
    return node._tag === 'layer'
      ? [[path, node] as const]
      : node.branches.flatMap((nodes, branch) => layerNodes(nodes, branchPath(node._tag, path, branch)))
  })

/**
 * Every array of a network in forward order.
 *
 * @example
 * const network = sequential(input(4), linear(4, 2))(key(0))
 * arraysOf(network).map((array) => array.path) // => ['0.weight', '0.bias']
 */
export const arraysOf = ({ nodes }: { readonly nodes: readonly Node[] }): readonly NetworkArray[] =>
  layerNodes(nodes).flatMap(([path, { layer, arrays }]) =>
    Object.entries(definitionOf(layer).arrays(layer)).map(([name, { role, shape }]) => ({
      path: `${path}.${name}`,
      role,
      shape,
      values: known(arrays[name], `${path}.${name}`),
    })),
  )

/** The same tree with each layer's node replaced. */
export const mapLayers = (tree: readonly Node[], change: (node: LayerNode, path: string) => LayerNode, prefix = ''): readonly Node[] =>
  tree.map((node, at) => {
    const path = `${prefix}${at}`
    return node._tag === 'layer'
      ? change(node, path)
      : { ...node, branches: node.branches.map((nodes, branch) => mapLayers(nodes, change, branchPath(node._tag, path, branch))) }
  })

/** The same network with each array replaced by another of its size. */
export const mapArrays = <N extends AnyNetwork>(network: N, change: (values: Float32Array, path: string) => Float32Array): N => ({
  ...network,
  nodes: mapLayers(network.nodes, (node, path) => ({
    ...node,
    arrays: Object.fromEntries(Object.entries(node.arrays).map(([name, values]) => [name, change(values, `${path}.${name}`)])),
  })),
})

/** What does not fit, all at once: names the network lacks, names not given, arrays of another size. */
export interface ArrayMismatch {
  readonly _tag: 'ArrayMismatch'
  readonly missing: readonly string[]
  readonly unknown: readonly string[]
  readonly wrongSize: readonly { readonly path: string; readonly expected: number; readonly found: number }[]
}

/**
 * The same network with these arrays, by path; all of them, each of its size, or a `Left` that lists everything amiss.
 *
 * @example
 * const network = sequential(input(2), linear(2, 1, { bias: false }))(key(0))
 * const loaded = withArrays({ '0.weight': Float32Array.of(1, 2) })(network)
 * E.isRight(loaded) // => true
 * E.isLeft(withArrays({})(network)) // => true
 */
export const withArrays =
  (given: Readonly<Record<string, Float32Array>>) =>
  <N extends AnyNetwork>(network: N): E.Either<ArrayMismatch, N> => {
    const wanted = arraysOf(network)
    const paths = new Set(wanted.map(({ path }) => path))
    const missing = wanted.filter(({ path }) => given[path] === undefined).map(({ path }) => path)
    const unknown = Object.keys(given).filter((path) => !paths.has(path))
    const wrongSize = wanted.flatMap(({ path, shape }) => {
      const found = given[path]?.length ?? elementCount(shape)
      return found === elementCount(shape) ? [] : [{ path, expected: elementCount(shape), found }]
    })
    return missing.length + unknown.length + wrongSize.length > 0
      ? E.left({ _tag: 'ArrayMismatch', missing, unknown, wrongSize })
      : E.right(mapArrays(network, (values, path) => given[path] ?? values))
  }

/**
 * One sentence for a person.
 *
 * @example
 * arrayMessage({ _tag: 'ArrayMismatch', missing: ['0.bias'], unknown: [], wrongSize: [] })
 * // => 'the arrays do not fit the network: 0.bias is missing'
 */
export const arrayMessage = ({ missing, unknown, wrongSize }: ArrayMismatch): string => {
  const faults = [
    ...missing.map((path) => `${path} is missing`),
    ...unknown.map((path) => `${path} is not in the network`),
    ...wrongSize.map(({ path, expected, found }) => `${path} holds ${found} numbers instead of ${expected}`),
  ]
  return `the arrays do not fit the network: ${listed(faults)}`
}
