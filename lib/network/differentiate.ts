/**
 * Running a network in training: the output, and the way back from the output's gradient to every trained array's.
 *
 * A reverse fold over the tree: each layer leaves a pullback, and the pullbacks run from last to first. There is no tape and no global
 * state, and by the ownership rule of `engine/backend.ts` an activation is freed as soon as its pullback has run.
 */
import type { Backend, DeviceArray } from '../engine/backend.js'
import { isTrained } from '../layer/definition.js'
import { definitionOf } from '../layer/layer.js'
import { foldIn, type Key } from '../random/key.js'
import { known } from '../shape/invariant.js'
import { branchPath } from './branching.js'
import { handles, joined, type Lookup } from './forward.js'
import type { BranchingNode, LayerNode, Node } from './network.js'

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
        node._tag !== 'layer'
          ? differentiateBranches(backend, node, lookup, soFar.output, own, path)
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
  const first = nodes.findIndex((node) => node._tag !== 'layer' || hasTrained(node))
  return nodes.map((_, at) => asked || at > first)
}

const hasTrained = ({ layer }: LayerNode): boolean => Object.values(definitionOf(layer).arrays(layer)).some(({ role }) => isTrained(role))

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

/** Each branch receives a handle to the input; going back, each its part of the gradient, and what they give back is added up. */
const differentiateBranches = (
  backend: Backend,
  { _tag: tag, branches }: BranchingNode,
  lookup: Lookup,
  from: DeviceArray,
  context: Context,
  path: string,
): Trained => {
  const inputs = handles(backend, from, branches.length)
  const runs: Trained[] = []
  const output = joined(
    backend,
    tag,
    branches.map((nodes, branch) => () => {
      const own = { ...context, key: foldIn(context.key, branch) }
      runs[branch] = differentiateNodes(backend, nodes, lookup, known(inputs[branch]), own, branchPath(tag, path, branch))
      return runs[branch].output
    }),
  )
  const channels = runs.map((run) => run.output.shape.at(-1) ?? 0)
  return {
    output,
    pullback: (outputGradient) => {
      const parts = tag === 'concatenate' ? backend.split(outputGradient, channels) : handles(backend, outputGradient, branches.length)
      return runs.reduce<ReturnType<Trained['pullback']>>(
        (total, run, branch) => {
          const { input, arrays } = run.pullback(known(parts[branch]))
          return {
            input: total.input && input ? backend.add(total.input, input) : (total.input ?? input),
            arrays: { ...total.arrays, ...arrays },
          }
        },
        { input: undefined, arrays: {} },
      )
    },
    statistics: Object.assign({}, ...runs.map(({ statistics }) => statistics)),
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
