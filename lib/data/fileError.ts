import { aByteArray, anObject, aString } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'

/** Bytes and what to call them in messages: usually the file's name. */
export interface NamedBytes {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Why a file was refused: its name, the field, what was expected there and what was found. */
export interface FileError<Tag extends string, Field extends string> {
  readonly _tag: Tag
  readonly name: string
  readonly field: Field
  readonly expected: string
  readonly found: string
}

/**
 * The error as one sentence, whichever the format.
 *
 * @example
 * fileErrorMessage({ _tag: 'IdxError', name: 'train-labels', field: 'length', expected: '18 bytes', found: '17 bytes' })
 * // => 'train-labels: length: expected 18 bytes, found 17 bytes'
 */
export const fileErrorMessage = ({ name, field, expected, found }: FileError<string, string>): string =>
  `${name}: ${field}: expected ${expected}, found ${found}`

/** What a caller hands over as a file. */
export const givenFile = (caller: string, file: NamedBytes): NamedBytes => {
  const { name, bytes } = checkedArgument(caller, 'the file', anObject<NamedBytes>(), file)
  return {
    name: checkedArgument(caller, "the file's name", aString, name),
    bytes: checkedArgument(caller, `the bytes of ${name}`, aByteArray, bytes),
  }
}
