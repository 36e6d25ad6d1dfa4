/**
 * The optimizers: tagged data, so that they can be posted to workers and told to a fit that resumes. Adding one means its own file, one line
 * in the union and one in the table.
 */
import { anObject, type Kind, kind } from '../../shape/kind.js'
import { keysProblem } from '../../shape/options.js'
import { type Adam, type AdamW, adamDefinition, adamWDefinition } from './adam.js'
import type { OptimizerDefinition } from './definition.js'
import { type Lion, lionDefinition } from './lion.js'
import { type RmsProp, rmsPropDefinition } from './rmsProp.js'
import { type Sgd, sgdDefinition } from './sgd.js'

/** How trained arrays move: what `sgd`, `adam`, `adamW`, `rmsProp` or `lion` makes. */
export type Optimizer = Sgd | Adam | AdamW | RmsProp | Lion

/** The name of one. */
export type OptimizerName = Optimizer['_tag']

const definitions: { readonly [Name in OptimizerName]: OptimizerDefinition<Extract<Optimizer, { readonly _tag: Name }>> } = {
  sgd: sgdDefinition,
  adam: adamDefinition,
  adamW: adamWDefinition,
  rmsProp: rmsPropDefinition,
  lion: lionDefinition,
}

/** Their names. */
export const optimizerNames: readonly OptimizerName[] = Object.keys(definitions) as OptimizerName[] // the table's type says that there are no others

/** What the library knows of the optimizers of that name. */
export const optimizerDefinition = (name: OptimizerName): OptimizerDefinition<Optimizer> =>
  // a name finds the definition that takes what has this name
  definitions[name] as unknown as OptimizerDefinition<Optimizer>

const isName = (name: unknown): name is OptimizerName => typeof name === 'string' && Object.hasOwn(definitions, name)

/** What a caller gives as one, or what a file says. */
export const anOptimizer: Kind<Optimizer> = kind(`what ${optimizerNames.join(', ')} makes`, (value) => {
  if (!anObject<Optimizer>().is(value) || !isName(value._tag)) return false
  const { _tag, ...rest } = value
  return keysProblem(optimizerDefinition(_tag).fields, rest, 'option') === undefined
})
