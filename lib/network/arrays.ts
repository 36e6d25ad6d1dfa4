/**
 * All arrays of a network by path: "0.weight", "1.runningMean", "4.body.0.weight".
 */
import { either as E } from 'fp-ts'
import { type ArraySpec, isTrained } from '../layer/definition.js'
import { definitionOf } from '../layer/layer.js'
import { known } from '../shape/invariant.js'
import { anObject, floats } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import { listed } from '../shape/listed.js'
import { elementCount } from '../shape/shape.js'
import { type WrongValue, wellFormed } from './admitted.js'
import { checkIn, checkedTree, type Tree } from './checkedTree.js'
import { layerNodes } from './layerNodes.js'
import type { AnyNetwork, LayerNode, Node } from './network.js'
import { branchPath } from './branching.js'

/** An array, where it stands and what it is for. */
export interface NetworkArray extends Pick<ArraySpec, 'role' | 'shape'> {
  readonly path: string
  readonly values: Float32Array
}

/**
 * Every array of a network in forward order.
 *
 * @example
 * const network = sequential(input(4), linear(4, 2))(key(0))
 * arraysOf(network).map((array) => array.path) // => ['0.weight', '0.bias']
 */
export const arraysOf = (network: Tree): readonly NetworkArray[] => arraysBy('arraysOf', network)

/** As above; `caller` names the public function in errors. */
export const arraysBy = (caller: string, network: Tree): readonly NetworkArray[] =>
  wantedArrays(checkedTree(caller, network).nodes).map(({ path, role, shape, current }) => ({
    path,
    role,
    shape,
    values: checkIn(caller)(path, floats, current),
  }))

/** Whether a layer has arrays that training moves. */
export const hasTrained = ({ layer }: LayerNode): boolean =>
  Object.values(definitionOf(layer).arrays(layer)).some(({ role }) => isTrained(role))

/** The paths of the layers that a fit leaves as they are. */
export const frozenIn = (nodes: readonly Node[]): ReadonlySet<string> =>
  new Set(layerNodes(nodes).flatMap(([path, { frozen }]) => (frozen ? [path] : [])))

/** Every array of the other layers, in forward order. */
export const unfrozenArrays = (nodes: readonly Node[]): readonly NetworkArray[] => {
  const frozen = frozenIn(nodes)
  return arraysOf({ nodes }).filter(({ path }) => !frozen.has(path.slice(0, path.lastIndexOf('.'))))
}

/** Every array that the layers want, and the one they have. */
const wantedArrays = (nodes: readonly Node[]) =>
  layerNodes(nodes).flatMap(([path, { layer, arrays }]) =>
    Object.entries(definitionOf(layer).arrays(layer)).map(([name, spec]) => ({ ...spec, path: `${path}.${name}`, current: arrays[name] })),
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
export const mapArrays = <Net extends AnyNetwork>(network: Net, change: (values: Float32Array, path: string) => Float32Array): Net => ({
  ...network,
  nodes: mapLayers(network.nodes, (node, path) => ({
    ...node,
    arrays: Object.fromEntries(Object.entries(node.arrays).map(([name, values]) => [name, change(values, `${path}.${name}`)])),
  })),
})

/** What does not fit, all at once: names the network lacks, names not given, arrays of another size, numbers that an array cannot hold. */
export interface ArrayMismatch {
  readonly _tag: 'ArrayMismatch'
  readonly missing: readonly string[]
  readonly unknown: readonly string[]
  readonly wrongSize: readonly { readonly path: string; readonly expected: number; readonly found: number }[]
  /** the first number, and its place, that breaks its array's rule: "finite numbers", "zeros and ones", ... */
  readonly wrongValue: readonly WrongValue[]
}

/**
 * The same network with these arrays, by path; all of them, each of its size, or a `Left` that lists everything amiss. So is a number that
 * is not finite, a running variance below 0, a mask's that is neither 0 nor 1, and positions that do not ascend below the number of channels.
 *
 * @example
 * const network = sequential(input(2), linear(2, 1, { bias: false }))(key(0))
 * const loaded = withArrays({ '0.weight': Float32Array.of(1, 2) })(network)
 * E.isRight(loaded) // => true
 * E.isLeft(withArrays({})(network)) // => true
 * F.pipe(network, withArrays({ '0.weight': Float32Array.of(1, Infinity) }), E.mapLeft(errorMessage))
 * // => E.left('the arrays do not fit the network: 0.weight holds Infinity at 1 instead of finite numbers')
 */
export const withArrays =
  (arrays: Readonly<Record<string, Float32Array>>) =>
  <Net extends AnyNetwork>(network: Net): E.Either<ArrayMismatch, Net> =>
    filled(
      wellFormed('withArrays', network),
      new Map(
        Object.entries(checkedArgument('withArrays', 'the arrays', anObject<object>(), arrays)).map(([path, values]) => [
          path,
          checkedArgument('withArrays', path, floats, values),
        ]),
      ),
    )

/** The same for a network whose own arrays nobody has looked at, and nobody will: a file's, before its arrays are there. */
export const filled = <Net extends AnyNetwork>(network: Net, byPath: ReadonlyMap<string, Float32Array>): E.Either<ArrayMismatch, Net> => {
  const wanted = wantedArrays(network.nodes)
  const paths = new Set(wanted.map(({ path }) => path))
  const found = wanted.flatMap((array) => {
    const values = byPath.get(array.path)
    return values === undefined ? [] : [{ ...array, values, expected: elementCount(array.shape) }]
  })
  const mismatch: ArrayMismatch = {
    _tag: 'ArrayMismatch',
    missing: wanted.filter(({ path }) => !byPath.has(path)).map(({ path }) => path),
    unknown: [...byPath.keys()].filter((path) => !paths.has(path)),
    wrongSize: found.flatMap(({ path, values, expected }) =>
      values.length === expected ? [] : [{ path, expected, found: values.length }],
    ),
    wrongValue: found.flatMap(({ path, holds, values }) => {
      const at = holds.brokenAt(values)
      return at < 0 ? [] : [{ path, expected: holds.name, found: values[at] ?? 0, at }]
    }),
  }
  const { _tag, ...lists } = mismatch
  return Object.values(lists).some((faults) => faults.length > 0)
    ? E.left(mismatch)
    : E.right(mapArrays(network, (_values, path) => known(byPath.get(path), path)))
}

/**
 * One sentence for a person.
 *
 * @example
 * arrayMessage({ _tag: 'ArrayMismatch', missing: ['0.bias'], unknown: [], wrongSize: [], wrongValue: [] })
 * // => 'the arrays do not fit the network: 0.bias is missing'
 */
export const arrayMessage = ({ missing, unknown, wrongSize, wrongValue }: ArrayMismatch): string => {
  const faults = [
    ...missing.map((path) => `${path} is missing`),
    ...unknown.map((path) => `${path} is not in the network`),
    ...wrongSize.map(({ path, expected, found }) => `${path} holds ${found} numbers instead of ${expected}`),
    ...wrongValue.map(({ path, expected, found, at }) => `${path} holds ${found} at ${at} instead of ${expected}`),
  ]
  return `the arrays do not fit the network: ${listed(faults)}`
}
