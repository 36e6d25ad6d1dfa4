/** io-ts codecs as what @optique calls value parsers: they read a word of the command line, or say what they expected. */
import { type Message, message, optionName, text } from '@optique/core/message'
import { option } from '@optique/core/primitives'
import type { OptionName } from '@optique/core/usage'
import type { ValueParser } from '@optique/core/valueparser'
import { either as E } from 'fp-ts'
import type * as t from 'io-ts'

export interface CodecValue<A> extends ValueParser<'sync', A> {
  /** 'a whole number from 1 to 9' */
  readonly expected: string
}

/** What was expected, and what was found. */
export const wrong = (expected: string, found: string): Message => [text(`expected ${expected}, found ${found}`)]

/**
 * What the codec reads from a word. The codec is named after what it expects; the metavar stands for the value in the help, and the
 * placeholder is any one.
 */
export const codecValue = <A>(
  codec: t.Type<A, string, unknown>,
  metavar: ValueParser<'sync', A>['metavar'],
  placeholder: A,
): CodecValue<A> => ({
  expected: codec.name,
  mode: 'sync',
  metavar,
  placeholder,
  parse: (word) => {
    const read = codec.decode(word)
    return E.isRight(read) ? { success: true, value: read.right } : { success: false, error: wrong(codec.name, `'${word}'`) }
  },
  format: codec.encode,
})

/** That the option is not there, or without its value. */
export const lacking = <A>(name: OptionName, { expected }: CodecValue<A>): Message =>
  message`${optionName(name)}: ${wrong(expected, 'nothing')}`

/** An option with such a value. */
export const valued = <A>(name: OptionName, value: CodecValue<A>, description: Message) => {
  const nothing = lacking(name, value)
  return option(name, value, { description, errors: { missing: nothing, endOfInput: nothing } })
}
