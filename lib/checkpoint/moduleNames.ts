/**
 * What PyTorch calls a network's layers: the module of each layer, by the layer's path. The arrays of a module are named after it: the
 * module "layer1.0.conv1" has the array "layer1.0.conv1.weight".
 *
 * Tables for the models of both papers' reference code follow from the tree: how many blocks a stage has is counted, not told.
 */
import { readonlyArray as RA } from 'fp-ts'
import { definitionOf } from '../layer/layer.js'
import { checkedNodes } from '../network/checkedTree.js'
import { branchPath } from '../network/branching.js'
import { layerNodes } from '../network/layerNodes.js'
import { anObject, aString, optional } from '../shape/kind.js'
import { checkedArgument, checkedOptions } from '../shape/options.js'
import type { LayerNode, Node } from '../network/network.js'

/** A table from a layer's path to its module's name. Layers without arrays need none. */
export type NameTable = Readonly<Record<string, string>>

/** A table for one network, or a function that makes one for every network of a family. */
export type ModuleNames = NameTable | ((nodes: readonly Node[]) => NameTable)

const optionKinds = { prefix: optional(aString) }

/** The same names behind a prefix. */
export const prefixed = (caller: string, options: { readonly prefix?: string | undefined }, names: ModuleNames): ModuleNames => {
  const { prefix = '' } = checkedOptions(caller, optionKinds, options)
  const behind = (table: NameTable): NameTable =>
    Object.fromEntries(
      Object.entries(givenTable(caller, table)).map(([path, name]) => [path, name === undefined ? name : `${prefix}${name}`]),
    )
  return typeof names === 'function' ? (nodes) => behind(names(nodes)) : behind(names)
}

/** What a caller hands over as a table of names. */
export const givenTable = (caller: string, table: NameTable): NameTable => {
  for (const [path, name] of Object.entries(checkedArgument(caller, 'the names of modules', anObject<NameTable>(), table)))
    checkedArgument(caller, `the name of layer ${path}`, optional(aString), name)
  return table
}

/**
 * VGG for CIFAR, of both papers' code, and any chain of convolutions with a linear head: `feature.N` up to the flatten, behind it
 * `classifier`, or `classifier.N` if there are several layers.
 *
 * @example
 * const network = convnet({ input: [28, 28, 1], cfg: [4, 4, 4], classes: 10 }, key(0))
 * const { 4: second, 12: head } = vggNames(network.nodes)
 * second // => 'feature.4'
 * head // => 'classifier'
 */
export const vggNames = (nodes: readonly Node[]): NameTable => chainNames('vggNames', 'feature', nodes)

/**
 * VGG for ImageNet, as torchvision and the code of Liu et al. 2019 have it: `features.N`, `classifier.N`.
 *
 * @example
 * const layers = [conv2d(3, 4), batchNorm(4), relu, flatten, linear(256, 8), relu, linear(8, 2)] as const
 * const { 0: first, 6: last } = imageNetVggNames(sequential(input(8, 8, 3), ...layers)(key(0)).nodes)
 * first // => 'features.0'
 * last // => 'classifier.2'
 */
export const imageNetVggNames = (nodes: readonly Node[]): NameTable => chainNames('imageNetVggNames', 'features', nodes)

const chainNames = (caller: string, features: string, nodes: readonly Node[]): NameTable => {
  const head = checkedNodes(caller, nodes).findIndex((node) => node._tag === 'layer' && definitionOf(node.layer).flattens === true) + 1
  const alone = nodes.length === head + 1
  return Object.fromEntries(
    nodes.map((_node, at) => [`${at}`, at < head ? `${features}.${at}` : alone ? 'classifier' : `classifier.${at - head}`]),
  )
}

/**
 * ResNet with basic blocks, for CIFAR as in the code of Liu et al. 2019, for ImageNet as in torchvision: `conv1`, `bn1`;
 * `layerS.B.conv1`, `bn1`, `conv2`, `bn2`, and for a projection `downsample.0` and `.1`; `fc`. Stages count from 1, blocks from 0.
 *
 * @example
 * const block = residual(conv2d(4, 2), batchNorm(2), relu, conv2d(2, 4), batchNorm(4))
 * const network = sequential(input(8, 8, 3), conv2d(3, 4), batchNorm(4), relu, block, relu, globalAveragePool, linear(4, 2))(key(0))
 * resnetNames(network.nodes)['3.body.3'] // => 'layer1.0.conv2'
 */
export const resnetNames = (nodes: readonly Node[]): NameTable =>
  blockNames('resnetNames', nodes, {
    stem: ['conv1', 'bn1'],
    stage: 'layer',
    branches: [
      ['downsample.0', 'downsample.1'],
      ['conv1', 'bn1', 'conv2', 'bn2'],
    ],
    transition: [],
    head: ['fc'],
  })

/**
 * Pre-activation ResNet with bottlenecks, as in Network Slimming's code: `conv1`; `layerS.B.bn1`, `select`, `conv1`, `bn2`, `conv2`, `bn3`,
 * `conv3`, and `downsample.0` in the first block of a stage; `bn`, `select`, `fc`. Stages count from 1, blocks from 0.
 *
 * @example
 * preResnetNames(preResnet({ depth: 11, classes: 10 }, key(0)).nodes)['2.1.1'] // => 'layer2.0.select'
 */
export const preResnetNames = (nodes: readonly Node[]): NameTable =>
  blockNames('preResnetNames', nodes, {
    stem: ['conv1'],
    stage: 'layer',
    branches: [['downsample.0'], ['bn1', 'select', 'conv1', 'bn2', 'conv2', 'bn3', 'conv3']],
    transition: [],
    head: ['bn', 'select', 'fc'],
  })

/**
 * DenseNet, as in Network Slimming's code: `conv1`; `denseS.N.bn1`, `select`, `conv1`; `transS.bn1`, `select`, `conv1`; `bn`, `select`, `fc`.
 * Blocks and transitions count from 1, layers from 0.
 *
 * @example
 * densenetNames(densenet({ depth: 7, classes: 10 }, key(0)).nodes)['1.1.3'] // => 'dense1.0.conv1'
 */
export const densenetNames = (nodes: readonly Node[]): NameTable =>
  blockNames('densenetNames', nodes, {
    stem: ['conv1'],
    stage: 'dense',
    branches: [[], ['bn1', 'select', 'conv1']],
    transition: ['bn1', 'select', 'conv1'],
    head: ['bn', 'select', 'fc'],
  })

/** The modules of a network of blocks: in front of the first, in each branch of one, between two stages, behind the last. */
interface BlockNetwork {
  readonly stem: readonly string[]
  readonly stage: string
  readonly branches: readonly (readonly string[])[]
  readonly transition: readonly string[]
  readonly head: readonly string[]
}

const blockNames = (caller: string, nodes: readonly Node[], { stem, stage, branches, transition, head }: BlockNetwork): NameTable => {
  const blocks = checkedNodes(caller, nodes).flatMap((node, at) => (node._tag === 'layer' ? [] : [{ node, at }]))
  const [first, last] = [blocks[0]?.at ?? 0, blocks.at(-1)?.at ?? -1]
  // a stage begins at the first block, at a block that changes its map, behind a pooling
  const starts = blocks.flatMap(({ node, at }) => (at === first || node._tag === 'sum' || endsStage(nodes[at - 1]) ? [at] : []))
  const between = (from: number, to: number): readonly string[] =>
    nodes.slice(from, to).flatMap((node, at) => (node._tag === 'layer' && hasArrays(node) ? [`${from + at}`] : []))
  return Object.fromEntries([
    ...named(between(0, first), stem),
    ...blocks.flatMap(({ node, at }) => {
      const begun = starts.filter((start) => start <= at)
      const number = blocks.filter((block) => block.at >= (begun.at(-1) ?? 0) && block.at < at).length
      return node.branches.flatMap((branch, index) => {
        const layers = layerNodes(branch, branchPath(node._tag, `${at}`, index)).filter(([, layer]) => hasArrays(layer))
        return named(
          layers.map(([path]) => path),
          branches[index] ?? [],
          `${stage}${begun.length}.${number}.`,
        )
      })
    }),
    ...starts.slice(1).flatMap((start, ended) => {
      const before = blocks.findLast(({ at }) => at < start)
      return named(between((before?.at ?? 0) + 1, start), transition, `trans${ended + 1}.`)
    }),
    ...named(between(last + 1, nodes.length), head),
  ])
}

/** Layers and their modules, in forward order. */
const named = (paths: readonly string[], modules: readonly string[], prefix = ''): readonly (readonly [string, string])[] =>
  RA.zipWith(paths, modules, (path, module) => [path, `${prefix}${module}`] as const)

const endsStage = (node: Node | undefined): boolean => node?._tag === 'layer' && definitionOf(node.layer).endsStage === true

/** Whether a layer has anything to store. */
export const hasArrays = ({ arrays }: LayerNode): boolean => Object.keys(arrays).length > 0
