/**
 * Fits that their caller let go of in the middle without leaving a loop, as after a single `next()`: nobody will tell them to end, so they
 * end when the collector finds them.
 */
import type { Steps } from './steps.js'

/** What a fit holds now, on the device or in workers. It does not lead to the fit, which would never be collected then. */
export interface Held {
  steps: Steps | undefined
}

const collected = new FinalizationRegistry<Held>(({ steps }) => void steps?.end())

/** The fit that is made with what it notes there; what stands there when it is dropped is ended. */
export const endedWhenDropped = <Fit extends object>(made: (held: Held) => Fit): Fit => {
  const held: Held = { steps: undefined }
  const fit = made(held)
  collected.register(fit, held)
  return fit
}
