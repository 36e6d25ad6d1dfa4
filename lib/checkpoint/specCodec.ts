/** Layers and branches as data from outside: every field there, of its type, and no other. What the fields may be is `walk`'s to say. */
import { either as E, function as F } from 'fp-ts'
import * as t from 'io-ts'
import { fieldsOf, isLayer } from '../layer/layer.js'
import type { Spec } from '../network/branching.js'
import { codecOf } from './checked.js'

const nothing = codecOf('nothing', (_value): _value is never => false)
const kind = codecOf(
  'the name of a layer or of branches',
  (value): value is Spec['_tag'] =>
    typeof value === 'string' && (isLayer({ _tag: value }) || value === 'residual' || value === 'sum' || value === 'concatenate'),
)

const validate: t.Validate<unknown, Spec> = (value, context) =>
  F.pipe(
    t.type({ _tag: kind }, 'a layer').validate(value, context),
    E.flatMap(({ _tag: tag }) => exactly(tag, codecsOf(tag)).validate(value, context)),
    // the table pairs each name with its fields, which the compiler loses over a union
    E.map((spec) => spec as Spec),
  )

/**
 * A layer's description, or branches of them.
 *
 * @example
 * E.isRight(specCodec.decode({ _tag: 'residual', body: [{ _tag: 'relu' }] })) // => true
 * E.isRight(specCodec.decode({ _tag: 'relu', slope: 0.1 })) // => false
 */
export const specCodec: t.Type<Spec, unknown, unknown> = new t.Type(
  'a layer',
  (value): value is Spec => E.isRight(validate(value, [])),
  validate,
  t.identity,
)
const layers = t.readonlyArray(specCodec, 'layers')

const codecsOf = (tag: Spec['_tag']): t.Props => {
  switch (tag) {
    case 'residual':
      return { body: layers }
    case 'sum':
    case 'concatenate':
      return { branches: t.readonlyArray(layers, 'branches') }
    default:
      return Object.fromEntries(Object.entries(fieldsOf(tag)).map(([name, { name: expected, is }]) => [name, codecOf(expected, is)]))
  }
}

/** An object with these fields and its tag alone. */
const exactly = (tag: string, fields: t.Props): t.Type<object, unknown, unknown> => {
  const fitting = t.type(fields, tag)
  const validate: t.Validate<unknown, object> = (value, context) =>
    F.pipe(
      fitting.validate(value, context),
      E.flatMap((known: Readonly<Record<string, unknown>>) => {
        const other = Object.keys(known).find((key) => key !== '_tag' && !Object.hasOwn(fields, key))
        // the value as it was given: io-ts would add what is not there as undefined
        return other === undefined ? t.success(value as object) : nothing.validate(known[other], t.appendContext(context, other, nothing))
      }),
    )
  return new t.Type<object, unknown, unknown>(tag, (value): value is object => E.isRight(validate(value, [])), validate, t.identity)
}
