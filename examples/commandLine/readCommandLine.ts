/** The words after a program's name as a value: what it is told to do, a call for help, or what is wrong with what it was told. */
import { formatDocPage } from '@optique/core/doc'
import { runParserSync } from '@optique/core/facade'
import { formatMessage, type Message, type MessageFormatter } from '@optique/core/message'
import { map } from '@optique/core/modifiers'
import type { Parser } from '@optique/core/parser'
import { either as E } from 'fp-ts'

export interface Program<A> {
  /** how it is called: 'npm start --' */
  readonly name: string
  readonly parser: Parser<'sync', A, unknown>
  /** what each first word means that is a command of its own; `parser` knows them too, so that the help names all */
  readonly commands?: Readonly<Record<string, Parser<'sync', A, unknown>>>
  /** what it does, above the options in the help */
  readonly description: Message
  /** what is below them */
  readonly footer: Message
}

export type Command<A> = { readonly _tag: 'help'; readonly text: string } | { readonly _tag: 'run'; readonly settings: A }

/** One sentence that names the option, what was expected of it and what was found. */
export interface CommandLineError {
  readonly _tag: 'CommandLineError'
  readonly sentence: string
}

/** Plain words: no quotes, no colors. */
const plain: MessageFormatter = (said, options = {}) => formatMessage(said, { ...options, quotes: false })

const page = {
  maxWidth: 120,
  termWidth: 'auto',
  showDefault: { prefix: '; default ', suffix: '' },
  messageFormatter: plain,
} as const

/**
 * A `Left` for words that the program does not know, that are there twice or exclude each other, and for a value that is missing or makes
 * no sense.
 */
export const readCommandLine = <A>(
  { name, parser, commands = {}, description, footer }: Program<A>,
  words: readonly string[],
): E.Either<CommandLineError, Command<A>> => {
  type Told = E.Either<CommandLineError, Command<A>>
  const first = words[0] ?? ''
  // A command's words are read by its parser alone: beside others, what it does not know would make the whole line another command.
  const meant = Object.hasOwn(commands, first) ? (commands[first] ?? parser) : parser
  return runParserSync(
    map(meant, (settings): Told => E.right({ _tag: 'run', settings })),
    name,
    words,
    {
      description,
      footer,
      help: {
        option: { names: ['--help', '-h'] },
        onShow: (_code, help): Told => E.right({ _tag: 'help', text: formatDocPage(name, help, page) }),
      },
      onError: (_code, error): Told => E.left({ _tag: 'CommandLineError', sentence: plain(error).replaceAll(/\s+/g, ' ') }),
      // Who called prints, not who reads.
      stdout: () => {},
      stderr: () => {},
    },
  )
}
