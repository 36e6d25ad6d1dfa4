import { either as E, function as F } from 'fp-ts'
import * as t from 'io-ts'
import { shown } from '../shape/shown.js'

/** A place in data from outside, what was expected there and what was found. */
export interface Misfit {
  readonly field: string
  readonly expected: string
  readonly found: string
}

/** The same, each text short enough to print. */
export const misfit = (field: string, expected: string, found: string): Misfit => ({
  field: clipped(field),
  expected: clipped(expected),
  found: clipped(found),
})

/** One sentence for a person. */
export const misfitMessage = ({ field, expected, found }: Misfit): string => `${field}: expected ${expected}, found ${found}`

const clipped = (text: string): string => (text.length > 120 ? `${text.slice(0, 117)}...` : text)

/** What a predicate tells apart, as a codec that changes nothing. */
export const codecOf = <A>(name: string, is: (value: unknown) => value is A): t.Type<A, A, unknown> =>
  new t.Type<A, A, unknown>(name, is, (value, context) => (is(value) ? t.success(value) : t.failure(value, context)), t.identity)

/**
 * A value that a codec has checked, or the first place that is wrong.
 *
 * @example
 * checked(atMost(32), 'width', 33) // => E.left({ field: 'width', expected: '1..32', found: '33' })
 */
export const checked = <A>(codec: t.Type<A, unknown, unknown>, name: string, value: unknown): E.Either<Misfit, A> =>
  F.pipe(
    codec.decode(value),
    E.mapLeft(([first]) => {
      const context = first?.context ?? []
      const place = [name, ...context.map(({ key }) => key).filter((key) => key !== '')].join('.')
      return misfit(place, context.at(-1)?.type.name ?? codec.name, first?.value === undefined ? 'nothing' : shown(first.value))
    }),
  )
