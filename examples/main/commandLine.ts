/** The command line as a value: what the main job is told to do, or what is wrong with what it was told. */
import { either as E, function as F } from 'fp-ts'
import * as t from 'io-ts'
import type { JobError } from './jobError.js'

/** Where the images come from. */
export type Source = { readonly _tag: 'synthetic' } | { readonly _tag: 'folder'; readonly path: string } | { readonly _tag: 'download' }

export interface Settings {
  readonly source: Source
  /** epochs of each dense network; undefined for the default of the source */
  readonly epochs: number | undefined
  readonly seed: number
  readonly smoke: boolean
  readonly report: string
}

export type Command = { readonly _tag: 'help' } | ({ readonly _tag: 'run' } & Settings)

/** A whole number written in digits; the codec's name is what a message says was expected. */
const wholeNumber = (from: number, to: number): t.Type<number, string, unknown> => {
  const expected = `a whole number from ${from} to ${to.toLocaleString('en-US')}`
  return new t.Type(
    expected,
    t.number.is,
    (input, context) => {
      const value = typeof input === 'string' && /^\d{1,16}$/.test(input) ? Number(input) : Number.NaN
      return value >= from && value <= to ? t.success(value) : t.failure(input, context, expected)
    },
    String,
  )
}

const path = (expected: string): t.Type<string, string, unknown> =>
  new t.Type(
    expected,
    t.string.is,
    (input, context) => (typeof input === 'string' && input.trim() !== '' ? t.success(input) : t.failure(input, context, expected)),
    F.identity,
  )

/** Options that take a value; each codec is named after what it expects. */
const valued = t.partial({
  '--data': path('a folder'),
  '--epochs': wholeNumber(1, 1000),
  '--seed': wholeNumber(0, 2 ** 32 - 1),
  '--report': path('a file to write'),
})

const flags = ['--download', '--smoke', '--help', '-h'] as const
type Flag = (typeof flags)[number]
const isFlag = (name: string): name is Flag => flags.some((flag) => flag === name)
const isValued = (name: string): name is keyof t.TypeOf<typeof valued> => Object.hasOwn(valued.props, name)

const error = (option: string, expected: string, found: string): JobError => ({ _tag: 'CommandLineError', option, expected, found })
const problem = (option: string, expected: string, found: string): E.Either<JobError, never> => E.left(error(option, expected, found))

interface Words {
  readonly values: Readonly<Record<string, string>>
  readonly flags: ReadonlySet<Flag>
}

/** Words to named values, one word (or `--name=value`) after the other. */
const readWords = (words: readonly string[], soFar: Words = { values: {}, flags: new Set() }): E.Either<JobError, Words> => {
  const [word, ...others] = words
  if (word === undefined) return E.right(soFar)
  const equals = word.startsWith('--') ? word.indexOf('=') : -1
  const name = equals < 0 ? word : word.slice(0, equals)
  if (isFlag(name)) {
    return equals < 0
      ? readWords(others, { ...soFar, flags: new Set([...soFar.flags, name]) })
      : problem(name, 'nothing after it', `'${word.slice(equals + 1)}'`)
  }
  if (!isValued(name))
    return problem(`'${name}'`, 'an option of this command', name.startsWith('-') ? 'one it does not know' : 'a plain word')
  if (Object.hasOwn(soFar.values, name)) return problem(name, 'it once', 'it twice')
  const [next, ...rest] = others
  const value = equals < 0 ? next : word.slice(equals + 1)
  if (value === undefined || (equals < 0 && value.startsWith('--'))) {
    return problem(name, `${valued.props[name].name} after it`, value === undefined ? 'nothing' : `'${value}'`)
  }
  return readWords(equals < 0 ? rest : others, { ...soFar, values: { ...soFar.values, [name]: value } })
}

const firstOf = ([first]: t.Errors): JobError =>
  error(first?.context.find(({ key }) => key !== '')?.key ?? 'command line', first?.message ?? 'known options', `'${String(first?.value)}'`)

/**
 * The command that the words after `npm start --` (and the environment) give. A `Left` for an option that is unknown, twice there, without
 * its value, or with one that makes no sense.
 */
export const parseCommandLine = (
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): E.Either<JobError, Command> =>
  F.pipe(
    readWords(words),
    E.flatMap(({ values, flags: given }) =>
      F.pipe(
        valued.decode(values),
        E.mapLeft(firstOf),
        E.flatMap((options): E.Either<JobError, Command> => {
          const folder = options['--data']
          if (given.has('--help') || given.has('-h')) return E.right({ _tag: 'help' })
          if (folder !== undefined && given.has('--download')) return problem('--download', 'it without --data', 'both')
          return E.right({
            _tag: 'run',
            source:
              folder !== undefined
                ? { _tag: 'folder', path: folder }
                : given.has('--download')
                  ? { _tag: 'download' }
                  : { _tag: 'synthetic' },
            epochs: options['--epochs'],
            seed: options['--seed'] ?? 0,
            smoke: given.has('--smoke') || environment['NARROWNET_SMOKE'] === '1',
            report: options['--report'] ?? 'reports/main.html',
          })
        }),
      ),
    ),
  )
