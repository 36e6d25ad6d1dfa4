/** The layers that a reader of files knows: the library's, and those that it is given. */
import { invariant } from '../shape/invariant.js'
import { aList, kind, type Kind } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import { carried, carriedBy } from './carried.js'
import type { AnyOwnLayer } from './defineLayer.js'
import type { Definition } from './definition.js'
import { type Layer, libraryDefinitions } from './layer.js'

/** Definitions by tag. */
export type KnownLayers = ReadonlyMap<string, Definition<Layer>>

const library: KnownLayers = new Map(Object.entries(libraryDefinitions))

/** Whether it is what `defineLayer` gave. */
export const isOwnLayer = (value: unknown): value is AnyOwnLayer => typeof value === 'function' && definitionIn(value)?.own !== undefined

const ownLayer: Kind<AnyOwnLayer> = kind('a layer that defineLayer gave', isOwnLayer)

const definitionIn = (value: unknown): Definition<Layer> | undefined => carriedBy(value) as Definition<Layer> | undefined

/** The library's layers and these. Two with one tag are a mistake of the program. */
export const knownLayers = (caller: string, own: readonly AnyOwnLayer[] = []): KnownLayers => {
  const layers = checkedArgument(caller, 'layers', aList, own)
  const known = new Map(library)
  for (const [at, layer] of layers.entries()) {
    const { tag } = checkedArgument(caller, `layers[${at}]`, ownLayer, layer)
    const definition = definitionIn(layer) as Definition<Layer>
    if ((known.get(tag) ?? definition) !== definition) invariant(`${caller}: layers names two layers ${tag}`)
    known.set(tag, definition)
  }
  return known
}

/** The library's layers and those whose definitions these descriptions carry. */
export const carriedLayers = (layers: readonly Layer[]): KnownLayers =>
  new Map([
    ...library,
    ...layers.flatMap((layer) => (libraryDefinitions[layer._tag] ? [] : [[layer._tag, definitionIn(layer) as Definition<Layer>] as const])),
  ])

/** The description, carrying the definition that is known for its tag. */
export const joinedTo = (known: KnownLayers, layer: Layer): Layer => {
  if (libraryDefinitions[layer._tag]) return layer
  const definition = known.get(layer._tag)?.own?.carries ?? invariant(`the module of ${layer._tag} exports no such layer`)
  return { ...layer, [carried]: definition } as unknown as Layer
}
