import type { Activation } from '../../activation.js'

const bitsOf = (value: number): number => new Int32Array(Float32Array.of(value).buffer)[0] as number

/**
 * How a product's tiles know the activation that they end in (`assembly/ending.ts`): 0 for none, 1 for relu, 2 for relu6, the bits of its slope for
 * leakyRelu. Undefined for one that they cannot end in, which is done over the output afterwards.
 */
export const endingWord = (activation: Activation | undefined): number | undefined => {
  switch (activation?._tag) {
    case undefined:
      return 0
    case 'relu':
      return 1
    case 'relu6':
      return 2
    case 'leakyRelu':
      return bitsOf(activation.slope)
    default:
      return undefined
  }
}
