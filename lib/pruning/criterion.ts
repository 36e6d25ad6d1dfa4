/**
 * A criterion scores the channels of one coupled group; pruning keeps the highest. Data, so that plans and reports can name it.
 */
import { either as E, function as F } from 'fp-ts'
import { type Coupling, couplingOf, type Group, type Maker, type Normalizer } from '../network/coupling.js'
import { layerNodes } from '../network/layerNodes.js'
import type { LayerNode, Node } from '../network/network.js'
import type { Label, Stream } from '../network/stream.js'
import { known } from '../shape/invariant.js'
import { aString, type Kind, kind } from '../shape/kind.js'
import type { Shape } from '../shape/shape.js'
import { shown } from '../shape/shown.js'
import { absoluteSums, byOutput, type FilterWeight, filterWeight, hasFilters, type Read, readBy } from './filterWeight.js'
import { keeper, type Keeps, type KeptChannels } from './keeper.js'

/** What a criterion may look at: the layer that makes the channels, and the batch norm that scales them, if there is one. */
export interface Candidates {
  /** its number among the cfg's widths, as in a plan's groups */
  readonly index: number
  /** path of the layer that makes the channels */
  readonly path: string
  readonly width: number
  /**
   * The maker's weights, mask applied, outputs along the last axis: channel o owns the entries whose position is o modulo width. For channels that are selected, not made
   * of weights, those that read them.
   */
  readonly weight: Float32Array
  /**
   * [width]: mean over the filters, or neurons, that read a channel of the sum of their |weight| on it, mask applied; behind a flatten those of
   * all its pixels count. 0 where none reads it. Computed at the first access.
   */
  readonly nextNorms: readonly number[]
  /** [width]: of the first batch norm behind that has one scale a channel; of the one in front where channels are selected */
  readonly batchNormScale: Float32Array | undefined
}

/** A score for channels; `Failure` is how it may have nothing to score, `never` if it always has. */
export interface Criterion<out Failure = never> {
  readonly name: string
  /** One score a channel, higher is kept; a list with less, with more or with a NaN is a `Left` of whoever asked. */
  readonly score: (candidates: Candidates) => E.Either<Failure, readonly number[]>
}

/** What the criterion gave is not a list with a number for each channel. */
export interface BadScores {
  readonly _tag: 'BadScores'
  readonly criterion: string
  readonly path: string
  readonly problem: string
}

/** What plain JavaScript may have in a criterion's place. */
export const criterionKind: Kind<Criterion<unknown>> = kind('a criterion { name, score }', (value) => {
  const { name, score } = { ...(value as Partial<Criterion<unknown>> | null | undefined) }
  return aString.is(name) && typeof score === 'function'
})

/** A criterion's scores, looked at where they enter: as many as there are channels, each a number that can be ranked. */
export const scored = <Failure>(criterion: Criterion<Failure>, candidates: Candidates): E.Either<Failure | BadScores, readonly number[]> =>
  F.pipe(
    criterion.score(candidates),
    E.filterOrElseW(
      (scores) => scoresProblem(scores, candidates) === undefined,
      (scores): BadScores => ({
        _tag: 'BadScores',
        criterion: criterion.name,
        path: candidates.path,
        problem: scoresProblem(scores, candidates) ?? '',
      }),
    ),
  )

const scoresProblem = (scores: unknown, { width }: Candidates): string | undefined => {
  if (!Array.isArray(scores)) return `${shown(scores)}, not a list of scores,`
  if (scores.length !== width) return `${scores.length} scores for ${width} channels`
  const wrong = Array.from(scores, (score) => typeof score !== 'number' || Number.isNaN(score)).indexOf(true)
  return wrong === -1 ? undefined : `the score ${shown(scores[wrong])} to channel ${wrong}`
}

/** What a criterion needs of a network. */
interface Tree {
  readonly input: Shape
  readonly nodes: readonly Node[]
}

/** A network made ready to be looked at group by group. */
export interface Survey {
  readonly coupling: Coupling
  readonly layers: ReadonlyMap<string, LayerNode>
  /** by the number of a group, who makes others of its channels */
  readonly readers: ReadonlyMap<number, readonly Reader[]>
}

/** A layer that makes others of a group's channels, and how many of each. */
interface Reader {
  readonly path: string
  readonly outputs: Stream
  readonly groups: number
}

export const surveyed = ({ input, nodes }: Tree): Survey => {
  const coupling = couplingOf(input, nodes)
  const layers = new Map(layerNodes(nodes))
  return { coupling, layers, readers: readersOf(coupling, layers) }
}

const readersOf = ({ streams, groupOf }: Coupling, layers: Survey['layers']): Survey['readers'] => {
  const readers = new Map<number, Reader[]>()
  for (const [path, { inputs, outputs, groups }] of streams) {
    if (!hasFilters(known(layers.get(path), path))) continue
    for (const group of new Set(inputs.flatMap((label) => (label === undefined ? [] : [groupOf(label)]))))
      readers.set(group, [...(readers.get(group) ?? []), { path, outputs, groups }])
  }
  return readers
}

/** The free groups of a tree as a criterion sees them, in cfg order. */
export const candidatesOf = (network: Tree): readonly Candidates[] => {
  const survey = surveyed(network)
  return groupsOf(survey, 'free').map((_, index) => candidatesAt(survey, index))
}

/** One free group as a criterion sees it, by its place in the cfg: without the weights of channels that groups before it have lost. */
export const candidatesAt = (survey: Survey, index: number, kept: KeptChannels = new Map()): Candidates => {
  const group = known(groupsOf(survey, 'free')[index])
  return seen(survey, group, index, known(group.makers[0]), keeper(survey.coupling, kept))
}

/** A tied group as a criterion sees it by one of its makers; undefined if no tied group has this maker. Its index is behind the cfg's. */
export const tiedCandidates = (survey: Survey, maker: string): Candidates | undefined => {
  const tied = groupsOf(survey, 'tied')
  const at = tied.findIndex(({ makers }) => makers.some(({ path }) => path === maker))
  const group = tied[at]
  const own = group?.makers.find(({ path }) => path === maker)
  return group && own && seen(survey, group, groupsOf(survey, 'free').length + at, own, () => true)
}

const groupsOf = ({ coupling }: Survey, fate: Group['fate']): readonly Group[] => coupling.groups.filter((group) => group.fate === fate)

const seen = (survey: Survey, group: Group, index: number, { path, normalizer }: Maker, keeps: Keeps): Candidates => {
  const { groups, groupOf } = survey.coupling
  const number = groups.indexOf(group)
  const read: Read = (label): label is Label => label !== undefined && groupOf(label) === number
  const readers = survey.readers.get(number) ?? []
  const made = weightAt(survey, path, keeps)
  let nextNorms: readonly number[] | undefined
  const reading = () => readers.map(({ path: reader }) => known(weightAt(survey, reader, keeps)))
  return {
    index,
    path,
    width: group.width,
    weight: made === undefined ? joined(reading().map((weight) => readBy(weight, read))) : byOutput(made),
    get nextNorms() {
      nextNorms ??= normsOf(absoluteSums(reading(), group.width, read), readers, keeps)
      return nextNorms
    },
    batchNormScale: normalizer && scalesOf(survey.layers, normalizer),
  }
}

/** A mean over the filters that read a channel, of sums over their weights. */
const normsOf = (sums: Float64Array, readers: readonly Reader[], keeps: Keeps): readonly number[] => {
  const filters = readers.reduce((sum, { outputs, groups }) => sum + outputs.filter(keeps).length / groups, 0)
  return Array.from(sums, (sum) => sum / Math.max(filters, 1))
}

/** The scales of a group's channels, in the group's order. */
export const scalesOf = (layers: ReadonlyMap<string, LayerNode>, { path, places }: Normalizer): Float32Array => {
  const scale = known(layers.get(path)?.arrays.scale, path)
  return Float32Array.from(places, (place) => known(scale[place]))
}

/** Those of a layer that makes channels of weights, for those of its inputs and outputs that stay. */
const weightAt = ({ coupling, layers }: Survey, path: string, keeps: Keeps): FilterWeight | undefined =>
  filterWeight(known(layers.get(path), path), known(coupling.streams.get(path), path), keeps)

const joined = (parts: readonly Float32Array[]): Float32Array => {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let start = 0
  for (const part of parts) {
    all.set(part, start)
    start += part.length
  }
  return all
}
