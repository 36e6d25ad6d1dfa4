/**
 * Running a network in training: the output, and the way back from the output's gradient to every trained array's.
 *
 * A reverse fold over the tree: each layer leaves a pullback, and the pullbacks run from last to first. There is no tape and no global
 * state, and by the ownership rule of `engine/backend.ts` an activation is freed as soon as its pullback has run.
 */
import type { Backend, DeviceArray } from '../engine/backend.js'
import { definitionOf } from '../layer/layer.js'
import { foldIn, type Key } from '../random/key.js'
import { known } from '../shape/invariant.js'
import type { Lookup } from './forward.js'
import type { Node } from './network.js'
import { bodyPath } from './walk.js'

/** Device arrays by path. */
export type ByPath = Readonly<Record<string, DeviceArray>>

/** A run in training: what came out, and the way back. */
export interface Trained {
  readonly output: DeviceArray
  /** Takes the output's gradient; gives those of the trained arrays, and the input's if it was asked for. */
  readonly pullback: (outputGradient: DeviceArray) => { readonly input: DeviceArray | undefined; readonly arrays: ByPath }
  /** New running statistics. */
  readonly statistics: ByPath
}

/** What the layers of a tree are told; each gets a key of its own. */
export interface Context {
  readonly key: Key
  readonly needsInputGradient: boolean
}

/** The tree in training; takes the input. */
export const differentiateNodes = (
  backend: Backend,
  nodes: readonly Node[],
  lookup: Lookup,
  from: DeviceArray,
  context: Context,
  prefix = '',
): Trained => {
  const needed = gradientNeeded(nodes, context.needsInputGradient)
  return nodes.reduce<Trained>(
    (soFar, node, at) => {
      const path = `${prefix}${at}`
      const own = { key: foldIn(context.key, at), needsInputGradient: needed[at] ?? true }
      const next =
        node._tag === 'residual'
          ? differentiateSum(backend, node.body, lookup, soFar.output, { ...own, needsInputGradient: true }, bodyPath(path))
          : named(
              path,
              definitionOf(node.layer).differentiate(backend, node.layer, lookup(path, node.layer, node.arrays), soFar.output, own),
            )
      return after(soFar, next)
    },
    { output: from, pullback: (input) => ({ input, arrays: {} }), statistics: {} },
  )
}

/** Whether anything before a node (or the caller) wants the gradient of the node's input: nothing before the first layer with arrays does. */
const gradientNeeded = (nodes: readonly Node[], asked: boolean): readonly boolean[] => {
  const first = nodes.findIndex((node) => node._tag === 'residual' || Object.keys(node.arrays).length > 0)
  return nodes.map((_, at) => asked || at > first)
}

/** `next` after `first`. Without an input gradient the way back ends there. */
const after = (first: Trained, next: Trained): Trained => ({
  output: next.output,
  pullback: (outputGradient) => {
    const late = next.pullback(outputGradient)
    if (late.input === undefined) return late
    const early = first.pullback(late.input)
    return { input: early.input, arrays: { ...early.arrays, ...late.arrays } }
  },
  statistics: { ...first.statistics, ...next.statistics },
})

/** x + body(x): the gradient goes both ways and meets again in a sum. */
const differentiateSum = (
  backend: Backend,
  body: readonly Node[],
  lookup: Lookup,
  from: DeviceArray,
  context: Context,
  prefix: string,
): Trained => {
  const kept = backend.share(from)
  const inner = differentiateNodes(backend, body, lookup, from, context, prefix)
  return {
    output: backend.add(kept, inner.output),
    pullback: (outputGradient) => {
      const straight = backend.share(outputGradient)
      const around = inner.pullback(outputGradient)
      return { input: backend.add(straight, known(around.input)), arrays: around.arrays }
    },
    statistics: inner.statistics,
  }
}

type Named = ReturnType<ReturnType<typeof definitionOf>['differentiate']>

/** Names turned into paths. */
const named = (path: string, { output, pullback, statistics }: Named): Trained => ({
  output,
  pullback: (outputGradient) => {
    const { input, arrays } = pullback(outputGradient)
    return { input, arrays: underPath(path, arrays) }
  },
  statistics: underPath(path, statistics),
})

const underPath = (path: string, arrays: ByPath): ByPath =>
  Object.fromEntries(Object.entries(arrays).map(([name, array]) => [`${path}.${name}`, array]))
