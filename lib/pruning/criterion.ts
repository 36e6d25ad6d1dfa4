/**
 * A criterion scores the channels of one coupled group; pruning keeps the highest. Data, so that plans and reports can name it.
 */
import { either as E } from 'fp-ts'
import { definitionOf } from '../layer/layer.js'
import { layerNodes } from '../network/arrays.js'
import { type Coupling, couplingOf, type Group, type Maker, type Normalizer } from '../network/coupling.js'
import type { LayerNode, Node } from '../network/network.js'
import { known } from '../shape/invariant.js'
import { elementCount, type Shape } from '../shape/shape.js'

/** What a criterion may look at: the layer that makes the channels, and the batch norm that scales them, if there is one. */
export interface Candidates {
  /** position in the cfg, poolings not counted */
  readonly index: number
  /** path of the layer that makes the channels */
  readonly path: string
  readonly width: number
  /**
   * The maker's weights, mask applied; channel o owns the entries whose position is o modulo width. For channels that are selected, not made
   * of weights, those that read them.
   */
  readonly weight: Float32Array
  /** [width]: of the first batch norm behind that has one scale a channel; of the one in front where channels are selected */
  readonly batchNormScale: Float32Array | undefined
}

/** A score for channels; `Failure` is how it may have nothing to score, `never` if it always has. */
export interface Criterion<out Failure> {
  readonly name: string
  /** One score a channel, higher is kept. */
  readonly score: (candidates: Candidates) => E.Either<Failure, readonly number[]>
}

/** The free groups of a tree as a criterion sees them, in cfg order. */
export const candidatesOf = (network: Tree): readonly Candidates[] => {
  const { coupling, layers } = surveyed(network)
  return groupsOf(coupling, 'free').map((group, index) => seen(coupling, layers, group, index, known(group.makers[0])))
}

/** One free group of a tree as a criterion sees it, by its place in the cfg; undefined if there are not so many. */
export const candidatesAt = (network: Tree, index: number): Candidates | undefined => {
  const { coupling, layers } = surveyed(network)
  const group = groupsOf(coupling, 'free')[index]
  return group && seen(coupling, layers, group, index, known(group.makers[0]))
}

/** A tied group as a criterion sees it by one of its makers; undefined if no tied group has this maker. Its index is behind the cfg's. */
export const tiedCandidates = (network: Tree, maker: string): Candidates | undefined => {
  const { coupling, layers } = surveyed(network)
  const tied = groupsOf(coupling, 'tied')
  const at = tied.findIndex(({ makers }) => makers.some(({ path }) => path === maker))
  const group = tied[at]
  const own = group?.makers.find(({ path }) => path === maker)
  return group && own && seen(coupling, layers, group, groupsOf(coupling, 'free').length + at, own)
}

/** What a criterion needs of a network. */
interface Tree {
  readonly input: Shape
  readonly nodes: readonly Node[]
}

interface Survey {
  readonly coupling: Coupling
  readonly layers: ReadonlyMap<string, LayerNode>
}

const surveyed = ({ input, nodes }: Tree): Survey => ({ coupling: couplingOf(input, nodes), layers: new Map(layerNodes(nodes)) })

const groupsOf = ({ groups }: Coupling, fate: Group['fate']): readonly Group[] => groups.filter((group) => group.fate === fate)

const seen = (coupling: Coupling, layers: Survey['layers'], group: Group, index: number, { path, normalizer }: Maker): Candidates => {
  const { weight, mask } = known(layers.get(path), path).arrays
  return {
    index,
    path,
    width: group.width,
    weight: weight === undefined ? readWeights(coupling, layers, coupling.groups.indexOf(group), group.width) : effective(weight, mask),
    batchNormScale: normalizer && scalesOf(layers, normalizer),
  }
}

/** The scales of a group's channels, in the group's order. */
export const scalesOf = (layers: ReadonlyMap<string, LayerNode>, { path, places }: Normalizer): Float32Array => {
  const scale = known(layers.get(path)?.arrays.scale, path)
  return Float32Array.from(places, (place) => known(scale[place]))
}

/** For channels that are selected, not made of weights: the weights that read them, channel o's where position is o modulo width. */
const readWeights = (
  { streams, groupOf }: Coupling,
  layers: ReadonlyMap<string, LayerNode>,
  group: number,
  width: number,
): Float32Array => {
  const read = [...layers].flatMap(([path, { layer, arrays }]) => {
    const { weight, mask } = arrays
    const spec = definitionOf(layer).arrays(layer).weight
    if (weight === undefined || spec === undefined) return []
    const labels = known(streams.get(path), path).inputs
    const places = labels.flatMap((label, place) => (label && groupOf(label) === group ? [{ place, channel: label.channel }] : []))
    if (places.length === 0) return []
    const values = effective(weight, mask)
    const after = elementCount(spec.shape.slice(spec.axes.indexOf('inputs') + 1))
    const before = values.length / (labels.length * after)
    return Array.from({ length: before * after }, (_, at) => [Math.trunc(at / after), at % after] as const).flatMap(([block, offset]) => {
      const row = new Array<number>(width).fill(0)
      for (const { place, channel } of places) row[channel] = known(values[(block * labels.length + place) * after + offset])
      return row
    })
  })
  return Float32Array.from(read)
}

/** Weights as they act: those under a mask's 0 are 0. */
export const effective = (weight: Float32Array, mask: Float32Array | undefined): Float32Array =>
  mask === undefined ? weight : weight.map((value, index) => value * (mask[index] ?? 1))
