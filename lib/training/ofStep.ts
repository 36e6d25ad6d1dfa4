import type { EngineError } from '../engine/engineError.js'

/** A device's error where a step on so many samples at once did not fit: of several, a fit can do with fewer at a time. */
export const ofStep = (error: EngineError, atOnce: number): EngineError =>
  atOnce > 1 && (error._tag === 'OutOfMemory' || (error._tag === 'ArrayTooLarge' && error.batchSize !== undefined))
    ? { ...error, ofStep: true }
    : error
