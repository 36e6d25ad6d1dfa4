/** What words of a command line can mean. */
import { function as F } from 'fp-ts'
import * as t from 'io-ts'
import { type CodecValue, codecValue } from './codecValue.js'

/** A whole number in digits. */
export const wholeNumber = (from: number, to: number): CodecValue<number> => {
  const decoder: t.Validate<unknown, number> = (input, context) => {
    const value = typeof input === 'string' && /^\d{1,16}$/.test(input) ? Number(input) : Number.NaN
    return value >= from && value <= to ? t.success(value) : t.failure(input, context)
  }
  return codecValue(new t.Type(`a whole number from ${from} to ${to.toLocaleString('en-US')}`, t.number.is, decoder, String), 'N', from)
}

/** Where something is: any text but white space. */
const place = (expected: string): t.Type<string, string, unknown> =>
  new t.Type(
    expected,
    t.string.is,
    (input, context) => (typeof input === 'string' && input.trim() !== '' ? t.success(input) : t.failure(input, context)),
    F.identity,
  )

export const folder = (expected = 'a folder'): CodecValue<string> => codecValue(place(expected), 'FOLDER', '.')

export const fileToRead = (expected: string): CodecValue<string> => codecValue(place(expected), 'FILE', 'file')

export const fileToWrite: CodecValue<string> = codecValue(place('a file to write'), 'FILE', 'file')

export const address: CodecValue<string> = codecValue(place('an address'), 'ADDRESS', 'redis://127.0.0.1:6379')
