/** Activations by draws; see `engine/activation.ts` for what they mean. */
import { parameterOf } from '../activation.js'
import { activationBy } from '../activationBy.js'
import type { Backend } from '../backend.js'
import { activationPrograms } from './activationPrograms.js'
import type { Drawing } from './drawing.js'

export const activation = ({ draw, ...memory }: Drawing): Backend['activation'] =>
  activationBy(memory, {
    forward: (x, which) => draw(activationPrograms[which._tag].forward, { x }, x.shape, { parameter: parameterOf(which) }),
    backward: (saved, dy, which) =>
      draw(activationPrograms[which._tag].backward, { saved, dy }, saved.shape, { parameter: parameterOf(which) }),
  })
