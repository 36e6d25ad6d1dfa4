/** Codecs of objects that a type describes already: the compiler asks for each field of it, and what is read is handed on as it is. */
import { either as E, function as F } from 'fp-ts'
import * as t from 'io-ts'

/** The reading half of a codec: one of a kind does for all kinds, as it does not for writing. */
export type Reader<A> = Pick<t.Type<A, unknown, unknown>, 'name' | 'is' | 'validate'>

/** A field that may be missing. */
export interface Optional<A> {
  readonly optional: Reader<A>
}
export const optional = <A>(reader: Reader<A>): Optional<A> => ({ optional: reader })

/** One for each field of the type, and an optional one where the field is. */
type Fields<A> = {
  readonly [Field in keyof A]-?: object extends Pick<A, Field> ? Optional<Required<A>[Field]> : Reader<A[Field]>
}

/** A value for which `is` holds. */
export const guardCodec = <A>(name: string, is: (value: unknown) => value is A): t.Type<A, unknown, unknown> =>
  new t.Type<A, unknown, unknown>(name, is, (value, context) => (is(value) ? t.success(value) : t.failure(value, context)), F.identity)

/** An object with these fields; what else it has stays. */
export const fieldsCodec = <A extends object>(
  name: string,
  fields: Fields<A> & Readonly<Record<string, Reader<unknown> | Optional<unknown>>>,
): t.Type<A, unknown, unknown> => {
  const all = Object.entries<Reader<unknown> | Optional<unknown>>(fields).map(([field, reader]) =>
    'optional' in reader ? { field, reader: reader.optional, needed: false } : { field, reader, needed: true },
  )
  const is = (value: unknown): value is A =>
    t.UnknownRecord.is(value) &&
    all.every(({ field, reader, needed }) => (!needed && value[field] === undefined) || reader.is(value[field]))
  const errorsOf = (value: Readonly<Record<string, unknown>>, context: t.Context): t.Errors =>
    all.flatMap(({ field, reader, needed }) => {
      if (!needed && value[field] === undefined) return []
      const read = reader.validate(value[field], t.appendContext(context, field, typeOf(reader), value[field]))
      return E.isLeft(read) ? read.left : []
    })
  return new t.Type<A, unknown, unknown>(
    name,
    is,
    (value, context) => {
      if (is(value)) return t.success(value)
      return t.UnknownRecord.is(value) ? t.failures(errorsOf(value, context)) : t.failure(value, context)
    },
    F.identity,
  )
}

const typeOf = <A>({ name, is, validate }: Reader<A>): t.Type<A, unknown, unknown> => new t.Type(name, is, validate, F.identity)

/** One of several kinds of object, told apart by a field. */
export const taggedCodec = <A>(tag: string, name: string, kinds: Readonly<Record<string, Reader<A>>>): t.Type<A, unknown, unknown> => {
  const kindOf = (value: unknown): Reader<A> | undefined => {
    const kind = t.UnknownRecord.is(value) ? value[tag] : undefined
    return typeof kind === 'string' && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
  }
  return new t.Type<A, unknown, unknown>(
    `${name} (${tag}: ${Object.keys(kinds).join(', ')})`,
    (value): value is A => kindOf(value)?.is(value) ?? false,
    (value, context) => kindOf(value)?.validate(value, context) ?? t.failure(value, context),
    F.identity,
  )
}
