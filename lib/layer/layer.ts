/** The union of layers, and the definition that goes with each. Both follow from the layers' own files (`layers.ts` lists them). */
import { invariant } from '../shape/invariant.js'
import { carriedBy } from './carried.js'
import type { Definition } from './definition.js'
import * as layers from './layers.js'
import type { Layers } from './rule.js'

/** Every kind of layer; branches are none (`network/branching.ts`). */
export type Layer = Layers[keyof Layers]

// a layer's public name is its tag, and its constructor carries its definition: test/layer/layers.test.ts
const definitions: Readonly<Record<string, Definition<Layer>>> = Object.assign(
  Object.create(null), // no layer is called toString
  Object.fromEntries(Object.entries(layers).map(([tag, layer]) => [tag, carriedBy(layer) as Definition<Layer>])),
)

/** Whether a description read from somewhere is of a layer that there is, or carries the definition of its own. */
export const isLayer = (spec: { readonly _tag: string }): boolean =>
  Object.hasOwn(definitions, spec._tag) || (carriedBy(spec) as Partial<Definition<Layer>> | undefined)?.own?.tag === spec._tag

/** The definition that goes with a layer: the library's with its tag, else the one that the description carries. */
export const definitionOf = (layer: Layer): Definition<Layer> =>
  definitions[layer._tag] ?? (carriedBy(layer) as Definition<Layer> | undefined) ?? invariant(unknownLayer(layer._tag))

/** What is said of a layer that a program has defined, where its definition was lost on the way. */
export const unknownLayer = (tag: string): string =>
  tag.includes('/')
    ? `is not a layer of this library, and ${tag} carries no definition here: make it by the function that defineLayer gives`
    : 'is not a layer of this library'

/** The library's own layers by tag: what every reader of files knows. */
export const libraryDefinitions = definitions
