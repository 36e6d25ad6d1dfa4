/** Layers that a fit leaves as they are, for transfer learning: features that were learned elsewhere, under a head that is new. */
import { hasTrained, mapLayers } from '../network/arrays.js'
import { layerNodes } from '../network/layerNodes.js'
import type { AnyNetwork, Node } from '../network/network.js'
import { badOption, type BadOption, type FrozenLayers } from './options.js'

/** The paths of the frozen layers. */
export const frozenPaths = (nodes: readonly Node[], frozen: FrozenLayers): readonly string[] => {
  const isFrozen = typeof frozen === 'function' ? frozen : (path: string) => frozen.some((given) => isUnder(path, given))
  return layerNodes(nodes).flatMap(([path]) => (isFrozen(path) ? [path] : []))
}

const isUnder = (path: string, given: string): boolean => path === given || path.startsWith(`${given}.`)

/** Why these cannot be frozen; undefined if they can. */
export const frozenProblem = (nodes: readonly Node[], frozen: FrozenLayers | undefined): BadOption | undefined => {
  if (frozen === undefined) return undefined
  const layers = layerNodes(nodes)
  const paths = typeof frozen === 'function' ? [] : frozen
  const unknown = paths.find((given) => !layers.some(([path]) => isUnder(path, given)))
  if (unknown !== undefined) return badOption('frozen', `paths of layers or branches, such as ${layers.at(0)?.[0] ?? '0'}`, unknown)
  const still = new Set(frozenPaths(nodes, frozen))
  const trained = layers.filter(([, node]) => hasTrained(node))
  return trained.length > 0 && trained.every(([path]) => still.has(path))
    ? badOption('frozen', 'a layer with weights that is left to train', 'all layers')
    : undefined
}

/** The network as a fit trains it: these layers are marked, and stay. */
export const withFrozen = (network: AnyNetwork, frozen: FrozenLayers): AnyNetwork => {
  const still = new Set(frozenPaths(network.nodes, frozen))
  if (still.size === 0) return network
  return { ...network, nodes: mapLayers(network.nodes, (node, path) => (still.has(path) ? { ...node, frozen: true } : node)) }
}
