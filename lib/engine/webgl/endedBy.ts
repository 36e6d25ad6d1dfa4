import { type Activation, parameterOf } from '../activation.js'
import type { DeviceArray } from '../backend.js'
import { activationPrograms } from './activationPrograms.js'
import type { Drawing } from './drawing.js'

/** What a program is told of the activation that it ends in: `ended` in `program.ts`. */
export interface EndingUniforms {
  readonly ending: number
  readonly slope: number
}

/** In none. */
export const asItComes: EndingUniforms = { ending: 0, slope: 0 }

/** Undefined for those with too much arithmetic to stand in every program. */
const inProgram = (activation: Activation | undefined): EndingUniforms | undefined => {
  switch (activation?._tag) {
    case undefined:
      return asItComes
    case 'relu':
      return { ending: 1, slope: 0 }
    case 'relu6':
      return { ending: 2, slope: 0 }
    case 'leakyRelu':
      return { ending: 3, slope: activation.slope }
    default:
      return undefined
  }
}

/** What is drawn, ended in an activation: in the same program, or in a draw of its own. */
export const endedBy = (
  { draw, release }: Drawing,
  activation: Activation | undefined,
  drawn: (uniforms: EndingUniforms) => DeviceArray,
): DeviceArray => {
  const uniforms = inProgram(activation)
  const output = drawn(uniforms ?? asItComes)
  if (activation === undefined || uniforms !== undefined) return output
  const ended = draw(activationPrograms[activation._tag].forward, { x: output }, output.shape, { parameter: parameterOf(activation) })
  release(output)
  return ended
}
