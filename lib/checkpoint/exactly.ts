/** Objects from outside, where a field that nobody asked for is a mistake: a layer's option misspelt, a normalization of another kind. */
import { either as E, function as F } from 'fp-ts'
import * as t from 'io-ts'
import { codecOf } from './checked.js'

const nothing = codecOf('nothing', (_value): _value is never => false)

/**
 * An object with these fields and no other.
 *
 * @example
 * import * as t from 'io-ts'
 * const codec = exactly('a size', { size: t.number })
 * E.isRight(codec.decode({ size: 2 })) // => true
 * E.isRight(codec.decode({ size: 2, stride: 1 })) // => false
 */
export const exactly = <Fields extends t.Props>(name: string, fields: Fields): t.Type<t.TypeOfProps<Fields>> => {
  const fitting = t.type(fields, name)
  const validate: t.Validate<unknown, t.TypeOfProps<Fields>> = (value, context) =>
    F.pipe(
      fitting.validate(value, context),
      E.flatMap((found) => {
        const all: Readonly<Record<string, unknown>> = found
        const other = Object.keys(all).find((key) => !Object.hasOwn(fields, key))
        if (other !== undefined) return nothing.validate(all[other], t.appendContext(context, other, nothing))
        // of the fields that were given: io-ts would add what is not there as undefined
        return t.success(Object.fromEntries(Object.keys(value as object).map((key) => [key, all[key]])) as t.TypeOfProps<Fields>)
      }),
    )
  return new t.Type(name, (value): value is t.TypeOfProps<Fields> => E.isRight(validate(value, [])), validate, t.identity)
}
