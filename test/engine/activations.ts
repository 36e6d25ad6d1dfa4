import fc from 'fast-check'
import type { Activation } from '../../lib/engine/activation.js'

/** One of each kind, and two slopes and alphas. */
export const activations: readonly Activation[] = [
  { _tag: 'relu' },
  { _tag: 'relu6' },
  { _tag: 'leakyRelu', slope: 0.01 },
  { _tag: 'leakyRelu', slope: 1.5 },
  { _tag: 'hardSwish' },
  { _tag: 'sigmoid' },
  { _tag: 'tanh' },
  { _tag: 'silu' },
  { _tag: 'gelu' },
  { _tag: 'geluTanh' },
  { _tag: 'elu', alpha: 1 },
  { _tag: 'elu', alpha: 0.3 },
  { _tag: 'softplus' },
]

export const arbitraryActivation: fc.Arbitrary<Activation> = fc.constantFrom(...activations)
