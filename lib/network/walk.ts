/**
 * The tree laid out as a list: each layer with its path, the shape before and after it. What is wrong is said in the words of `fold.ts`.
 */
import { either as E, function as F } from 'fp-ts'
import { definitionOf, isLayer, type Layer, unknownLayer } from '../layer/layer.js'
import { keysProblem } from '../shape/options.js'
import { shown } from '../shape/shown.js'
import { productShape } from '../shape/product.js'
import { channelsOf, sameShape, type Shape, showShape } from '../shape/shape.js'
import { type Branching, branchesOf, branchingFields, branchPath, isBranching, type Spec } from './branching.js'
import { mostChannels, tooLarge } from './treeSize.js'

/** One layer's place: its path ("2", "4.body.0" inside a residual, "4.1.0" in a branch) and shapes. */
export interface Visit {
  readonly path: string
  readonly layer: Layer
  readonly input: Shape
  readonly output: Shape
}

/** Layers that do not fit, known at run time: the same sentence as the compiler's. */
export interface ShapeError {
  readonly _tag: 'ShapeError'
  /** position of the wrong layer, counted from 0 */
  readonly at: number
  /** "layer 4 (conv2d) expects 64 channels but receives 32" */
  readonly problem: string
}

/** What a walk along the layers found. */
export interface Walk {
  readonly output: Shape
  readonly visits: readonly Visit[]
  /** one name an entry of the top level, as in `Arch` */
  readonly names: readonly string[]
  /** how many its input, its layers and its branches make, what is handed on as it was not counted again */
  readonly channels: number
}

/** Run-time twin of `Fold`, without its widths (`coupling.ts`). A tree that is too large is refused before anything is made of it. */
export const walk = (input: Shape, specs: readonly Spec[]): E.Either<ShapeError, Walk> => {
  const large = tooLarge(specs)
  return large === undefined
    ? F.pipe(
        walkIn(input, specs, ''),
        E.filterOrElse(
          ({ channels }) => channels <= mostChannels,
          ({ channels }) => wrongAt(specs, specs.length - 1, `is the end of ${channels} channels, more than ${mostChannels}`),
        ),
      )
    : E.left(wrongAt(specs, large.at, large.problem))
}

const wrongAt = (specs: readonly Spec[], at: number, problem: string): ShapeError => ({
  _tag: 'ShapeError',
  at,
  problem: `layer ${at} (${tagOf(specs[at])}) ${problem}`,
})

/** Of what may be no layer: what it is instead. */
const tagOf = (spec: unknown): string => {
  const tag = (spec as { readonly _tag?: unknown } | null | undefined)?._tag
  return typeof tag === 'string' ? tag : shown(spec)
}

const walkIn = (input: Shape, specs: readonly Spec[], prefix: string): E.Either<ShapeError, Walk> => {
  const visits: Visit[] = []
  const names: string[] = []
  let output = input
  let channels = channelsOf(input)
  // by index: a list from plain JavaScript may have holes
  for (const [at, spec] of specs.entries()) {
    const path = `${prefix}${at}`
    const found = F.pipe(
      described(spec),
      E.flatMap((known) => (isBranching(known) ? branchingVisit(known, output, path) : layerVisit(known, output, path))),
    )
    if (E.isLeft(found)) return E.left(wrongAt(specs, at, found.left))
    for (const visit of found.right.visits) visits.push(visit)
    for (const name of found.right.names) names.push(name)
    output = found.right.output
    channels += found.right.channels
  }
  return E.right({ output, visits, names, channels })
}

/** A description as data and plain JavaScript may have it: of a layer that there is, every field there, of its kind, and no other. */
const described = (spec: Spec): E.Either<string, Spec> => {
  const { _tag: tag, ...given } = { ...spec }
  if (tag === undefined || !(isLayer(spec) || isBranching(spec))) return E.left(unknownLayer(String(tag)))
  const problem = keysProblem(isBranching(spec) ? branchingFields(spec._tag) : definitionOf(spec).fields, given, 'field')
  return problem === undefined ? E.right(spec) : E.left(problem)
}

/** What is wrong with a layer by itself; undefined if nothing is. */
export const layerProblem = (layer: Layer): string | undefined => {
  const found = described(layer)
  if (E.isLeft(found)) return found.left
  return isBranching(found.right) ? 'is no layer' : definitionOf(layer).problem(layer)
}

const layerVisit = (layer: Layer, input: Shape, path: string): E.Either<string, Walk> => {
  const definition = definitionOf(layer)
  const problem = definition.problem(layer)
  if (problem !== undefined) return E.left(problem)
  return F.pipe(
    definition.outputShape(layer, input),
    E.map((output) => ({
      output,
      visits: [{ path, layer, input, output }],
      names: [definition.archName(layer)],
      channels: definition.channels._tag === 'carried' && channelsOf(output) === channelsOf(input) ? 0 : channelsOf(output),
    })),
  )
}

const branchingVisit = (spec: Branching, input: Shape, path: string): E.Either<string, Walk> =>
  F.pipe(
    branchesOf(spec),
    E.traverseArrayWithIndex((branch, specs) =>
      F.pipe(
        walkIn(input, specs, branchPath(spec._tag, path, branch)),
        E.mapLeft(({ problem }) => `is wrong in ${spec._tag === 'residual' ? 'its body' : `branch ${branch}`}: ${problem}`),
      ),
    ),
    E.flatMap((walks) =>
      F.pipe(
        joinedShape(
          spec._tag,
          walks.map(({ output }) => output),
        ),
        E.map((output) => ({
          output,
          visits: walks.flatMap(({ visits }) => visits),
          names: [
            branchingName(
              spec._tag,
              output,
              walks.map(({ names }) => names),
            ),
          ],
          channels: walks.reduce((sum, { channels }) => sum + channels, channelsOf(output)),
        })),
      ),
    ),
  )

/** Run-time twin of `JoinedShape`. */
const joinedShape = (tag: Branching['_tag'], outputs: readonly Shape[]): E.Either<string, Shape> => {
  const [first, ...others] = outputs
  if (first === undefined || others.length === 0) return E.left('has fewer than two branches')
  if (tag === 'multiply') return multipliedShape(first, others)
  const fits = (other: Shape): boolean =>
    tag === 'concatenate' ? sameShape(first.slice(0, -1), other.slice(0, -1)) : sameShape(first, other)
  const wrong = others.findIndex((other) => !fits(other))
  const other = others[wrong]
  if (other !== undefined) {
    const [left, right] = [showShape(first), showShape(other)]
    return E.left(
      tag === 'residual'
        ? `maps ${left} to ${right} in its body, so it cannot be added to its input`
        : tag === 'sum'
          ? `cannot add ${right} of branch ${wrong + 1} to ${left} of branch 0`
          : `cannot set ${right} of branch ${wrong + 1} beside ${left} of branch 0`,
    )
  }
  const channels = tag === 'concatenate' ? outputs.reduce((total, output) => total + channelsOf(output), 0) : channelsOf(first)
  return E.right([...first.slice(0, -1), channels])
}

const multipliedShape = (first: Shape, others: readonly Shape[]): E.Either<string, Shape> =>
  others.reduce<E.Either<string, Shape>>(
    (soFar, other, at) =>
      F.pipe(
        soFar,
        E.flatMap((left) =>
          E.fromNullable(`cannot multiply ${showShape(left)} by ${showShape(other)} of branch ${at + 1}`)(productShape(left, other)),
        ),
      ),
    E.right(first),
  )

/** Run-time twin of `BranchingName`. */
const branchingName = (tag: Branching['_tag'], output: Shape, branches: readonly (readonly string[])[]): string => {
  const inner = branches.map((names) => (names.length === 0 ? 'identity' : names.join(', ')))
  switch (tag) {
    case 'residual':
      return `residual ${channelsOf(output)} (${(branches[1] ?? []).join(', ')})`
    case 'sum':
      return `sum ${channelsOf(output)} (${inner.join(' | ')})`
    case 'multiply':
    case 'concatenate':
      return `${tag} (${inner.join(' | ')})`
  }
}
