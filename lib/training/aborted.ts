/** Stopping a computation from outside, by the platform's own `AbortSignal`. */
import { type Kind, kind } from '../shape/kind.js'

/** What is needed of an `AbortSignal`; every platform's is one. Declared here, for programs that do not know the DOM's types. */
export interface AbortSignalLike {
  readonly aborted: boolean
  readonly reason?: unknown
  readonly addEventListener: (event: 'abort', listener: () => void) => void
  readonly removeEventListener: (event: 'abort', listener: () => void) => void
}

/** Of any realm: what tells it is what is used of it. */
export const anAbortSignal: Kind<AbortSignalLike> = kind('an AbortSignal', (value) => {
  // read where they are: a signal has them from its prototype, and a copy would be without
  const { aborted, addEventListener } = (value ?? {}) as Partial<AbortSignalLike>
  return typeof aborted === 'boolean' && typeof addEventListener === 'function'
})

/** The signal asked to stop, and what was computed for was given up. `reason` is what the signal was given, as it is. */
export interface Aborted {
  readonly _tag: 'Aborted'
  readonly reason: unknown
}

/**
 * One sentence for a person.
 *
 * @example
 * abortedMessage({ _tag: 'Aborted', reason: 'the user left' }) // => 'stopped by its AbortSignal: the user left'
 * abortedMessage({ _tag: 'Aborted', reason: 7 }) // => 'stopped by its AbortSignal'
 */
export const abortedMessage = ({ reason }: Aborted): string => {
  const said = reason instanceof Error ? reason.message : reason
  return typeof said === 'string' && said !== '' ? `stopped by its AbortSignal: ${said}` : 'stopped by its AbortSignal'
}

/** The error where the signal asks to stop; undefined where it does not, or there is none. */
export const abortedBy = (signal: AbortSignalLike | undefined): Aborted | undefined =>
  signal?.aborted === true ? { _tag: 'Aborted', reason: signal.reason } : undefined
