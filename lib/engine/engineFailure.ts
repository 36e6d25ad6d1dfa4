/**
 * How a failure of the engine travels from the depth of a computation to the `scope` around it: thrown as one value that only this file
 * can make and recognize, so that no other exception is ever taken for it. (Threading an `Either` through every operation would cost
 * each line of a network's forward and backward pass for a case that ends the computation anyway.)
 */
import { type EngineError, engineMessage } from './engineError.js'

const failures = new WeakMap<object, EngineError>()

/** Abandon the computation; the nearest `scope` returns `error` as a `Left`. */
export const raise = (error: EngineError): never => {
  const failure = new Error(engineMessage(error))
  failures.set(failure, error)
  throw failure
}

/** The error that `raise` was given, or undefined for every other exception. */
export const raised = (thrown: unknown): EngineError | undefined =>
  typeof thrown === 'object' && thrown !== null ? failures.get(thrown) : undefined
