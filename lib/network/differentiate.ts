/**
 * Running a network in training: the output, and the way back from the output's gradient to every trained array's.
 *
 * A reverse fold over the tree: each layer leaves a pullback, and the pullbacks run from last to first. There is no tape and no global
 * state, and by the ownership rule of `engine/backend.ts` an activation is freed as soon as its pullback has run.
 */
import type { Backend, DeviceArray, ProductGradients, Pullback } from '../engine/backend.js'
import { definitionOf } from '../layer/layer.js'
import { foldIn, type Key } from '../random/key.js'
import { known } from '../shape/invariant.js'
import { hasTrained } from './arrays.js'
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
  /** Whether every layer runs as at rest, with the gradients of its weights, instead of by the batch's statistics and with draws. */
  readonly atRest?: boolean
  /** Told what a layer reads, and on the way back the gradient of that, where it is computed; borrows both. */
  readonly observe?: ((path: string, input: DeviceArray) => ((gradient: DeviceArray) => void) | undefined) | undefined
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
      const own = { ...context, key: foldIn(context.key, at), needsInputGradient: needed[at] ?? true }
      return after(
        soFar,
        node._tag === 'layer'
          ? differentiateLayer(backend, node, lookup, soFar.output, own, path)
          : differentiateBranches(backend, node, lookup, soFar.output, own, path),
      )
    },
    { output: from, pullback: (input) => ({ input, arrays: {} }), statistics: {} },
  )
}

/** Whether anything before a node (or the caller) wants the gradient of the node's input: nothing before the first layer whose arrays move does. */
const gradientNeeded = (nodes: readonly Node[], asked: boolean): readonly boolean[] => {
  const first = nodes.findIndex(moves)
  return nodes.map((_, at) => asked || (first !== -1 && at > first))
}

const moves = (node: Node): boolean =>
  node._tag === 'layer' ? hasTrained(node) && !node.frozen : node.branches.some((branch) => branch.some(moves))

/** One layer, as it is treated. What is frozen with nothing that moves before it is only evaluated: nothing is kept for a way back. */
const differentiateLayer = (
  backend: Backend,
  { layer, arrays: own, frozen }: LayerNode,
  lookup: Lookup,
  from: DeviceArray,
  context: Context,
  path: string,
): Trained => {
  const definition = definitionOf(layer)
  const arrays = lookup(path, layer, own)
  if (frozen && !context.needsInputGradient)
    return { output: definition.evaluate(backend, layer, arrays, from), pullback: ending(backend), statistics: {} }
  const seen = context.observe?.(path, from)
  const atRest = frozen || context.atRest ? definition.differentiateAtRest : undefined
  const run = named(path, (atRest ?? definition.differentiate)(backend, layer, arrays, from, context))
  return {
    ...run,
    pullback: (outputGradient) => {
      const { input, arrays: gradients } = run.pullback(outputGradient)
      if (input !== undefined) seen?.(input)
      if (!frozen) return { input, arrays: gradients }
      for (const gradient of Object.values(gradients)) backend.release(gradient)
      return { input, arrays: {} }
    },
  }
}

/** The end of the way back. */
const ending =
  (backend: Backend): Trained['pullback'] =>
  (outputGradient) => {
    backend.release(outputGradient)
    return { input: undefined, arrays: {} }
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
  const products: Pullback<ProductGradients>[] = []
  const times: Backend['product']['apply'] = (left, right) => {
    const [product, pullback] = backend.product.differentiate(left, right)
    products.push(pullback)
    return product
  }
  const output = joined(
    backend,
    tag,
    branches.map((nodes, branch) => () => {
      const own = { ...context, key: foldIn(context.key, branch) }
      runs[branch] = differentiateNodes(backend, nodes, lookup, known(inputs[branch]), own, branchPath(tag, path, branch))
      return runs[branch].output
    }),
    times,
  )
  const channels = runs.map((run) => run.output.shape.at(-1) ?? 0)
  const partsOf = (outputGradient: DeviceArray): readonly DeviceArray[] =>
    tag === 'concatenate'
      ? backend.split(outputGradient, channels)
      : tag === 'multiply'
        ? factorGradients(products, outputGradient)
        : handles(backend, outputGradient, branches.length)
  return {
    output,
    pullback: (outputGradient) => {
      const parts = partsOf(outputGradient)
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

/** The gradients of all factors, by the way back through their products, the last first. */
const factorGradients = (products: readonly Pullback<ProductGradients>[], outputGradient: DeviceArray): readonly DeviceArray[] =>
  products.reduceRight<readonly DeviceArray[]>(
    ([gradient, ...later], pullback) => {
      const { left, right } = pullback(known(gradient))
      return [left, right, ...later]
    },
    [outputGradient],
  )

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
