/**
 * Sequential composition: the first layer, then the second, and so on. Neighbors must agree; the compiler says where they do not.
 *
 * Laws (test/network/sequential.test.ts): what the compiler works out (shapes, cfg, names) is what happens at run time; `identity` changes
 * nothing; a list cut in two and run one after the other is the list.
 */
import { either as E, function as F } from 'fp-ts'
import { key } from '../random/key.js'
import { type Count, countProblem } from '../shape/count.js'
import { invariant } from '../shape/invariant.js'
import { type PlainShape, type Shape, showShape } from '../shape/shape.js'
import type { Described, Spec } from './branching.js'
import { freeGroups } from './coupling.js'
import type { CheckedSpecs, NetworkOf } from './checkedSpecs.js'
import { awaitingKey, initialNodes, type Initialize } from './initialize.js'
import type { Arch, Network, Node } from './network.js'
import { type ShapeError, type Walk, walk } from './walk.js'
import { aList, aNumber, anObject, listOf } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import { shown } from '../shape/shown.js'

/** The shape of one sample, batch left out. */
export interface Input<In extends Shape> {
  readonly shape: In
}

/**
 * What a network takes: input(height, width, channels) or input(features).
 *
 * @example
 * input(28, 28, 1).shape // => [28, 28, 1]
 */
export const input = <const In extends readonly [number] | readonly [number, number, number]>(
  ...shape: CheckedSizes<In>
): Input<PlainShape<In>> => {
  const problem = inputProblem(shape as Shape)
  return problem === undefined ? { shape: shape as Shape as PlainShape<In> } : invariant(`input: ${problem}`)
}

/** Each size itself where it is one, else the sentence. */
type CheckedSizes<In extends Shape> = { readonly [Axis in keyof In]: Count<In[Axis] & number, `input axis ${Axis & string}`> }

/** What no input can be, for callers that the compiler could not check. */
const inputProblem = (shape: Shape): string | undefined =>
  !listOf('numbers', aNumber).is(shape)
    ? `an input is [height,width,channels] or [features], not ${shown(shape)}`
    : shape.length === 1 || shape.length === 3
      ? shape.map((size, axis) => countProblem(size, `input axis ${axis}`)).find((found) => found !== undefined)
      : `an input is [height,width,channels] or [features], not ${showShape(shape)}`

/** What is taken for a layer until the compiler says in a sentence that it is none: a list of them, a function that makes one, a network, what a condition left. */
type NoSpec = readonly Spec[] | ((...given: never) => unknown) | { readonly nodes: unknown } | boolean | number | string | null | undefined

/**
 * Layers one after another, as a function from a key to the network: same key, same weights.
 *
 * A wrong layer is a compile error that reads as a sentence: "layer 4 (conv2d) expects 64 channels but receives 32".
 * Widths the compiler does not know (`number`) are checked here; `sequentialFrom` does that without throwing.
 *
 * @example
 * const network = sequential(input(28, 28, 1), conv2d(1, 8), batchNorm(8), relu, maxPool(2), flatten, linear(1568, 10))(key(0))
 * network.cfg // => [8]
 * network.output // => [10]
 */
export const sequential = <In extends Shape, const Specs extends readonly (Described | NoSpec)[]>(
  from: Input<In>,
  ...layers: CheckedSpecs<In, Specs>
): Initialize<NetworkOf<In, Specs>> =>
  // the compiler has checked the layers: what remains are widths known only as `number`
  F.pipe(
    sequentialFrom(checkedArgument('sequential', 'the input', anObject<Input<In>>(), from).shape, layers as readonly Spec[]),
    E.getOrElseW((error) => invariant(`sequential: ${error.problem}`)),
  ) as unknown as Initialize<NetworkOf<In, Specs>>

/**
 * The same for layers known only at run time (read from a file, say): a `Left` names the layer that does not fit.
 *
 * @example
 * E.isLeft(sequentialFrom([28, 28, 1], [conv2d(3, 8)])) // => true
 */
export const sequentialFrom = (
  from: Shape,
  layers: readonly Spec[],
): E.Either<ShapeError, Initialize<Network<Shape, Shape, readonly number[], readonly string[]>>> =>
  F.pipe(
    walkFrom(from, layers),
    E.map(({ output, names }) => {
      // of all arrays only selected positions decide widths
      const undrawn = initialNodes(layers, key(0), ({ role }) => role === 'positions')
      const { nodes: _, ...signature } = networkOf(from, output, names, undrawn)
      return awaitingKey(signature, layers, 'sequential')
    }),
  )

/** The walk along layers from what may be no input. */
export const walkFrom = (from: Shape, layers: readonly Spec[]): E.Either<ShapeError, Walk> => {
  checkedArgument('sequentialFrom', 'the layers', aList, layers)
  const problem = inputProblem(from)
  return problem === undefined ? walk(from, layers) : E.left({ _tag: 'ShapeError', at: 0, problem })
}

/** A network of these nodes; its cfg follows from them. */
export const networkOf = <In extends Shape, Out extends Shape, Name extends Arch>(
  from: In,
  output: Out,
  arch: Name,
  nodes: readonly Node[],
): Network<In, Out, readonly number[], Name> => ({
  input: from,
  output,
  cfg: freeGroups(from, nodes).map((group) => group.width),
  arch,
  nodes,
})
