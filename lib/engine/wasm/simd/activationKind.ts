import type { Activation } from '../../activation.js'

/** The numbers that `assembly/activationKind.ts` has for them. */
const kinds: Readonly<Record<Activation['_tag'], number>> = {
  relu: 0,
  leakyRelu: 1,
  relu6: 2,
  hardSwish: 3,
  sigmoid: 4,
  tanh: 5,
  silu: 6,
  gelu: 7,
  geluTanh: 8,
  elu: 9,
  softplus: 10,
}

/** The number by which kernels know an activation. */
export const activationKind = ({ _tag: tag }: Activation): number => kinds[tag]
