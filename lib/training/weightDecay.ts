/** Weight decay as a fit is told it; the optimizers' formulas say what it does. */
import { aNumber, anObject, type Kind, kind, type Kinds, oneOf, optional } from '../shape/kind.js'
import { keysProblem } from '../shape/options.js'

/**
 * Weight decay by role.
 *
 * over  'everything' (default), or 'weights' for filters and matrices alone: no bias, no scale or shift of a batch norm
 */
export interface WeightDecay {
  readonly factor: number
  readonly over?: 'everything' | 'weights' | undefined
}

const weightDecayKinds: Kinds<WeightDecay> = { factor: aNumber, over: optional(oneOf('everything', 'weights')) }

/** What a caller gives as one. */
export const aWeightDecay: Kind<WeightDecay> = kind(
  'a { factor, over }',
  (value) => anObject().is(value) && keysProblem(weightDecayKinds, value, 'option') === undefined,
)
