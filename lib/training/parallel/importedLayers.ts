/**
 * Layers of a program's own on their way to workers. Functions cannot be posted, so a description arrives there without its definition; the
 * definition says in which module it stands, which the worker imports.
 */
import { isOwnLayer, joinedTo, knownLayers } from '../../layer/knownLayers.js'
import { definitionOf } from '../../layer/layer.js'
import { mapLayers } from '../../network/arrays.js'
import { layerNodes } from '../../network/layerNodes.js'
import type { Node } from '../../network/network.js'

/** A layer of a program's own, and the module that exports it, if its definition says so. */
export interface OwnModule {
  readonly tag: string
  readonly module: string | undefined
}

/** The layers of a program's own in a tree, each once. */
export const ownModules = (nodes: readonly Node[]): readonly OwnModule[] => [
  ...new Map(
    layerNodes(nodes).flatMap(([, { layer }]) => (definitionOf(layer).own === undefined ? [] : [[layer._tag, ownOf(layer)] as const])),
  ).values(),
]

const ownOf = (layer: Parameters<typeof definitionOf>[0]): OwnModule => ({ tag: layer._tag, module: definitionOf(layer).own?.module })

/** All that these modules export. */
export const exportsOf = async (modules: readonly string[]): Promise<readonly unknown[]> => {
  const imported = await Promise.all(modules.map((url) => import(/* @vite-ignore */ /* webpackIgnore: true */ url) as Promise<object>))
  return imported.flatMap((module) => Object.values(module))
}

/** The tree as it was posted, with the definitions that are among these exports. */
export const withImportedLayers = (nodes: readonly Node[], exported: readonly unknown[]): readonly Node[] => {
  const known = knownLayers('a worker', exported.filter(isOwnLayer))
  return mapLayers(nodes, (node) => ({ ...node, layer: joinedTo(known, node.layer) }))
}
