/** What can go wrong on a device, as data. */
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
    case 'ContextLost':
      return `the ${error.backend} backend lost its GPU, and every array there; start it again`
    case 'OutOfMemory':
      return `an array of ${error.requestedBytes} bytes does not fit on the ${error.backend} backend: ${error.liveBytes} of ${error.limitBytes} bytes are in use`
  }
}
