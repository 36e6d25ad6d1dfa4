/** Why a file was not written: what the system said. What stood there before is still there, whole. */
export interface WriteError {
  readonly _tag: 'WriteError'
  readonly path: string
  readonly problem: string
}

/** The error for whatever was thrown. */
export const writeError = (path: string, thrown: unknown): WriteError => ({
  _tag: 'WriteError',
  path,
  problem: thrown instanceof Error ? thrown.message : String(thrown),
})

/**
 * One sentence for a person.
 *
 * @example
 * writeMessage({ _tag: 'WriteError', path: 'digits.safetensors', problem: 'ENOSPC: no space left on device, write' })
 * // => 'digits.safetensors was not written: ENOSPC: no space left on device, write'
 */
export const writeMessage = ({ path, problem }: WriteError): string => `${path} was not written: ${problem}`
