/** How programs of a convolution end: in a bias, an array that is added, and the activations that `endedBy` asks for, each where it is asked for. */
import type { DeviceArray } from '../backend.js'
import type { EndingUniforms } from './endedBy.js'

export const endingArrays = ['bias', 'addend'] as const
export const endingSizes = { biased: 'int', added: 'int', ending: 'int', slope: 'float' } as const

/** GLSL: what is returned for `sum`, the output's texel `at`. */
export const endedSum = (at: string): string => `if (biased == 1) sum += bias(quad);
  if (added == 1) sum += addend(${at});
  return ended(sum, ending, slope);`

/** What follows one convolution. */
export interface ConvolutionEnding extends EndingUniforms {
  readonly bias?: DeviceArray | undefined
  readonly addend?: DeviceArray | undefined
}

/** What a draw gives such a program. `any` stands in for what is not there: it is not read. */
export const endingOf = ({ bias, addend, ending, slope }: ConvolutionEnding, any: DeviceArray) => ({
  arrays: { bias: bias ?? any, addend: addend ?? any },
  uniforms: { biased: bias === undefined ? 0 : 1, added: addend === undefined ? 0 : 1, ending, slope },
})
