/** The union of layers, and the definition that goes with each. Both follow from the layers' own files (`layers.ts` lists them). */
import { known } from '../shape/invariant.js'
import type { Kind } from '../shape/kind.js'
import { carriedBy } from './carried.js'
import type { Definition } from './definition.js'
import * as layers from './layers.js'
import type { Layers } from './rule.js'

/** Every kind of layer; branches are none (`network/branching.ts`). */
export type Layer = Layers[keyof Layers]

// a layer's public name is its tag, and its constructor carries its definition: test/layer/layers.test.ts
const definitions: Readonly<Record<string, Definition<Layer>>> = Object.fromEntries(
  Object.entries(layers).map(([tag, layer]) => [tag, carriedBy(layer) as Definition<Layer>]),
)

/** The fields that a layer's description holds besides its tag. */
export const fieldsOf = (tag: Layer['_tag']): Readonly<Record<string, Kind<unknown>>> => known(definitions[tag]).fields

/** Whether a description read from somewhere is of a layer that there is. */
export const isLayer = ({ _tag }: { readonly _tag: string }): boolean => Object.hasOwn(definitions, _tag)

/** The definition that goes with a layer. The cast says what `layers.ts` does: definition and layer have the same tag. */
export const definitionOf = (layer: Layer): Definition<Layer> => definitions[layer._tag] as Definition<Layer>
