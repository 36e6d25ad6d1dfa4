/**
 * The closed union of layers and the one table that gives each its definition. A new layer is one file, one member here, one row in
 * the table and one in `rule.ts`; the compiler asks for all of them.
 */
import { averagePoolDefinition, type AveragePool } from './averagePool.js'
import { batchNormDefinition, type BatchNorm } from './batchNorm.js'
import { channelSelectionDefinition, type ChannelSelection } from './channelSelection.js'
import type { Conv2d } from './conv2d.js'
import { convolutionDefinition } from './convolution.js'
import type { Kind } from '../shape/kind.js'
import type { Definition } from './definition.js'
import { detachDefinition, type Detach } from './detach.js'
import { dropoutDefinition, type Dropout } from './dropout.js'
import { flattenDefinition, type Flatten } from './flatten.js'
import { globalAveragePoolDefinition, type GlobalAveragePool } from './globalAveragePool.js'
import { identityDefinition, type Identity } from './identity.js'
import { type Linear, linearDefinition } from './linear.js'
import { type MaskedConv2d, maskedConv2dDefinition } from './maskedConv2d.js'
import { type MaskedLinear, maskedLinearDefinition } from './maskedLinear.js'
import { type MaxPool, maxPoolDefinition } from './maxPool.js'
import { type PadChannels, padChannelsDefinition } from './padChannels.js'
import { type Relu, reluDefinition } from './relu.js'

/** Every kind of layer; branches are none (`network/branching.ts`). */
export type Layer =
  | Conv2d
  | MaskedConv2d
  | Linear
  | MaskedLinear
  | BatchNorm
  | Relu
  | MaxPool
  | AveragePool
  | GlobalAveragePool
  | Flatten
  | Dropout
  | Identity
  | ChannelSelection
  | PadChannels
  | Detach

// what `satisfies` asks for is every tag; the cast adds that a definition is of the layer with its tag, which masked layers, sharing one, cannot say
type Definitions = { readonly [Tag in Layer['_tag']]: Definition<Extract<Layer, { readonly _tag: Tag }>> }

const definitions = {
  conv2d: convolutionDefinition,
  maskedConv2d: maskedConv2dDefinition,
  linear: linearDefinition,
  maskedLinear: maskedLinearDefinition,
  batchNorm: batchNormDefinition,
  relu: reluDefinition,
  maxPool: maxPoolDefinition,
  averagePool: averagePoolDefinition,
  globalAveragePool: globalAveragePoolDefinition,
  flatten: flattenDefinition,
  dropout: dropoutDefinition,
  identity: identityDefinition,
  channelSelection: channelSelectionDefinition,
  padChannels: padChannelsDefinition,
  detach: detachDefinition,
} satisfies Record<Layer['_tag'], object> as unknown as Definitions

/** The fields that a layer's description holds besides its tag. */
export const fieldsOf = (tag: Layer['_tag']): Readonly<Record<string, Kind<unknown>>> => definitions[tag].fields

/** Whether a description read from somewhere is of a layer that there is. */
export const isLayer = ({ _tag }: { readonly _tag: string }): boolean => Object.hasOwn(definitions, _tag)

/** The definition that goes with a layer. The cast says what the table's type says: definition and layer have the same tag. */
export const definitionOf = (layer: Layer): Definition<Layer> => definitions[layer._tag] as unknown as Definition<Layer>
