/** What can go wrong on a device, as data. */
import { showShape } from '../shape/shape.js'
import { shownBytes } from '../shape/shownBytes.js'

/** The ways in which a device fails. */
export type EngineError =
  | {
      /** The backend cannot run here: no WebAssembly SIMD, its files cannot be read, no such package. */
      readonly _tag: 'BackendUnavailable'
      readonly backend: string
      readonly reason: string
    }
  | {
      /** An array of `requestedBytes` does not fit beside the `liveBytes` already held within `limitBytes`. */
      readonly _tag: 'OutOfMemory'
      readonly backend: string
      readonly requestedBytes: number
      readonly liveBytes: number
      readonly limitBytes: number
      /** in a training step on several samples at once, which a fit can also work through in more parts */
      readonly ofStep?: true
    }
  | {
      /** One array needs more `bytes` than the `limitBytes` of a GPU's largest texture, whatever else is free. */
      readonly _tag: 'ArrayTooLarge'
      readonly backend: string
      readonly shape: readonly number[]
      readonly bytes: number
      readonly limitBytes: number
      /** of how many samples the batch was, where one sample would fit; undefined where no batch is small enough */
      readonly batchSize: number | undefined
      /** in a training step, whose samples a fit can also work through in more parts */
      readonly ofStep?: true
    }
  | {
      /** The GPU was taken away or reset, and every array on it is gone: the backend is at its end, and a new start gives a new one. */
      readonly _tag: 'ContextLost'
      readonly backend: string
    }

/**
 * One sentence for a person.
 *
 * @example
 * engineMessage({ _tag: 'BackendUnavailable', backend: 'wasm', reason: 'no SIMD' })
 * // => 'the wasm backend cannot start: no SIMD'
 */
export const engineMessage = (error: EngineError): string => {
  switch (error._tag) {
    case 'BackendUnavailable':
      return `the ${error.backend} backend cannot start: ${error.reason}`
    case 'ArrayTooLarge':
      return `an array ${showShape(error.shape)} of ${shownBytes(error.bytes)} is too large for the ${error.backend} backend, where one takes at most ${shownBytes(error.limitBytes)}: ${remedyOf(error)}`
    case 'ContextLost':
      return `the ${error.backend} backend lost its GPU, and every array there; start it again`
    case 'OutOfMemory':
      return `an array of ${shownBytes(error.requestedBytes)} does not fit on the ${error.backend} backend: ${shownBytes(error.liveBytes)} of ${shownBytes(error.limitBytes)} are in use${error.ofStep ? `: try smaller batches${orMoreParts}` : ''}`
  }
}

/** What else makes a training step need less. */
export const orMoreParts = ', or work through each in more parts (accumulate)'

const remedyOf = ({ batchSize, ofStep }: Extract<EngineError, { _tag: 'ArrayTooLarge' }>): string =>
  batchSize === undefined
    ? 'the wasm backend (startWasm) has no such limit'
    : `try batches of fewer than ${batchSize} samples${ofStep ? orMoreParts : ''}`
