/**
 * A network as one file: its arrays as safetensors, by their paths, and in the file's metadata, under "narrownet", a description of its
 * layers. Other programs read the arrays, this one the network.
 *
 * Law (test/checkpoint/networkFile.test.ts): decoding what was encoded gives the network back, to the bit.
 */
import { either as E, function as F } from 'fp-ts'
import type { AnyOwnLayer } from '../layer/defineLayer.js'
import { carriedLayers, type KnownLayers, knownLayers } from '../layer/knownLayers.js'
import { definitionOf } from '../layer/layer.js'
import { admitted } from '../network/admitted.js'
import { type ArrayMismatch, arraysOf, filled } from '../network/arrays.js'
import { branchesOf, isBranching, type Spec } from '../network/branching.js'
import { layerNodes } from '../network/layerNodes.js'
import type { AnyNetwork, Node } from '../network/network.js'
import { freeGroups, type Group } from '../network/coupling.js'
import type { Cfg } from '../shape/atMost.js'
import { invariant } from '../shape/invariant.js'
import type { ShapeError } from '../network/walk.js'
import { aList, type Kind, type Kinds, optional } from '../shape/kind.js'
import { checkedOptions } from '../shape/options.js'
import { sameShape, type Shape, showShape } from '../shape/shape.js'
import type { Tensor } from '../shape/tensor.js'
import {
  type Description,
  type DescriptionError,
  descriptionError,
  descriptionKey,
  descriptionMessage,
  describeNetwork,
  readDescription,
} from './description.js'
import type { StoredTensor } from './dtype.js'
import { encodeSafetensors, type Safetensors, tensorsIn } from './safetensors.js'
import type { SafetensorsError } from './safetensorsHeader.js'

/** Why a file does not hold a network: the file's format, the description, a layer that does not fit, arrays that do not fit. */
export type CheckpointError = SafetensorsError | DescriptionError | ShapeError | ArrayMismatch

/**
 * The network as the bytes of a safetensors file. One whose cfg or names say something else than its layers is a mistake in the program and
 * throws.
 *
 * @example
 * const network = mlp({ input: [4], cfg: [6], classes: 2 }, key(0))
 * F.pipe(decodeNetwork(encodeNetwork(network)), E.map(({ cfg }) => cfg)) // => E.right([6])
 */
export const encodeNetwork = (network: AnyNetwork): Uint8Array<ArrayBuffer> =>
  encodeSafetensors(networkTensors('encodeNetwork', network), networkMetadata('encodeNetwork', network))

/** What a network's file holds: its arrays by path. */
export const networkTensors = (caller: string, network: AnyNetwork): ReadonlyMap<string, Tensor<Shape>> =>
  new Map(arraysOf(admitted(caller, network)).map(({ path, shape, values }) => [path, { shape, values }]))

/** What a network's file says about them. What is written can be read: the reader's own look at it, which a spread or a cast can fail. */
export const networkMetadata = (caller: string, network: AnyNetwork): Readonly<Record<string, string>> => {
  const json = describeNetwork(network)
  const read = readDescription(json, carriedLayers(layerNodes(network.nodes).map(([, { layer }]) => layer)))
  const wrong = E.isLeft(read) ? read.left : cfgProblem(network)
  return wrong === undefined
    ? { [descriptionKey]: json }
    : invariant(`${caller}: ${wrong._tag === 'ShapeError' ? wrong.problem : descriptionMessage(wrong)}`)
}

/**
 * The network of a file that `encodeNetwork` made. `refine` gives its type back to the compiler; without it a batch that does not fit is
 * a `Left` of `forward`.
 *
 * `Left` for what `decodeSafetensors` refuses; a description that is missing, of another version, or wrong in a field; layers that do not
 * fit each other; arrays that are missing, too many, of another size, or with numbers that they cannot hold (as in `withArrays`), all of
 * them at once; an array of another shape or element type; a layer of your own that is not among `layers`.
 *
 * @example
 * const bytes = encodeNetwork(mlp({ input: [4], cfg: [6], classes: 2 }, key(0)))
 * const network = F.pipe(decodeNetwork(bytes), E.flatMap(refine([6]))) // Either<..., Network<Shape, Shape, [6], Arch>>
 * E.isRight(network) // => true
 */
export const decodeNetwork = (bytes: Uint8Array, options: ReadOptions = {}): E.Either<CheckpointError, AnyNetwork> => {
  const known = toldLayers('decodeNetwork', options)
  return F.pipe(
    tensorsIn('decodeNetwork', bytes),
    E.flatMap((file) => networkIn(file, known)),
  )
}

/** How a file is read. */
export interface ReadOptions {
  /** layers of your own (`defineLayer`) that the file may have; one that is not told is a `Left` that names it */
  readonly layers?: readonly AnyOwnLayer[] | undefined
}

/** The layers that a reader knows. */
export const toldLayers = (caller: string, options: ReadOptions): KnownLayers =>
  knownLayers(caller, checkedOptions(caller, readKinds, options).layers)

const readKinds: Kinds<ReadOptions> = { layers: optional(aList as Kind<readonly AnyOwnLayer[]>) }

/** The network that a file's tensors and metadata make. */
export const networkIn = ({ metadata, tensors }: Safetensors, known: KnownLayers): E.Either<CheckpointError, AnyNetwork> =>
  F.pipe(
    readDescription(ownValue(metadata, descriptionKey), known),
    E.flatMap((described) => built(described, tensors)),
  )

const ownValue = (record: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined

const built = (
  { input, output, cfg, arch, layers }: Description,
  tensors: ReadonlyMap<string, StoredTensor>,
): E.Either<CheckpointError, AnyNetwork> => {
  const floats: [path: string, values: Float32Array][] = []
  for (const [path, { dtype, values }] of tensors) {
    if (!(values instanceof Float32Array)) return E.left(descriptionError(path, 'F32', dtype))
    floats.push([path, values])
  }
  const loaded = filled({ input, output, cfg, arch, nodes: emptyNodes(layers) }, new Map(floats))
  if (E.isLeft(loaded)) return loaded
  const { nodes } = loaded.right
  const problem = shapeProblem(nodes, tensors)
  if (problem !== undefined) return E.left(problem)
  const wrong = cfgProblem({ input, cfg, nodes })
  return wrong === undefined ? E.right({ input, output, cfg, arch, nodes }) : E.left(wrong)
}

/** Whether a cfg says other widths than the layers make. */
const cfgProblem = ({ input, cfg, nodes }: Omit<AnyNetwork, 'output' | 'arch'>): DescriptionError | undefined => {
  const groups = freeGroups(input, nodes)
  const expected = cfg.includes('M') ? withPoolings(groups, nodes) : groups.map(({ width }) => width)
  return showCfg(cfg) === showCfg(expected) ? undefined : descriptionError(`${descriptionKey}.cfg`, showCfg(expected), showCfg(cfg))
}

const showCfg = (cfg: Cfg): string => `[${cfg.join(',')}]`

/** The cfg with an 'M' for each max-pool between the layers that make its widths, as a VGG's has it. */
const withPoolings = (groups: readonly Group[], nodes: readonly Node[]): Cfg => {
  const widths = new Map(groups.map(({ makers, width }) => [makers[0]?.path, width]))
  return layerNodes(nodes).flatMap(([path, { layer }]): number | 'M' | readonly [] => definitionOf(layer).cfgMark ?? widths.get(path) ?? [])
}

/** The tree without its arrays: nothing is drawn that is replaced at once, nor made for a size that only a hostile file asks for. */
const emptyNodes = (layers: readonly Spec[]): readonly Node[] =>
  layers.map((spec): Node => {
    if (isBranching(spec)) return { _tag: spec._tag, branches: branchesOf(spec).map(emptyNodes) }
    const names = Object.keys(definitionOf(spec).arrays(spec))
    return { _tag: 'layer', layer: spec, arrays: Object.fromEntries(names.map((name) => [name, new Float32Array(0)])) }
  })

/** The first array of another shape than its layer wants, where its size alone does not tell. */
const shapeProblem = (nodes: readonly Node[], tensors: ReadonlyMap<string, StoredTensor>): DescriptionError | undefined => {
  for (const { path, shape } of arraysOf({ nodes })) {
    const stored = tensors.get(path)?.shape ?? []
    if (!sameShape(stored, shape)) return descriptionError(path, showShape(shape), showShape(stored))
  }
  return undefined
}
