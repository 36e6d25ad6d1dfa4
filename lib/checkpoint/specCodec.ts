/** Layers and branches as data from outside: every field there, of its type, and no other. What the fields may be is `walk`'s to say. */
import { either as E, function as F } from 'fp-ts'
import * as t from 'io-ts'
import { joinedTo, type KnownLayers } from '../layer/knownLayers.js'
import type { Layer } from '../layer/layer.js'
import { branchingFields, isBranching, type Spec } from '../network/branching.js'
import { codecOf } from './checked.js'
import { exactly } from './exactly.js'

/**
 * A layer's description, or branches of them, for a reader that knows these layers.
 *
 * @example
 * const codec = specCodec(knownLayers('here'))
 * E.isRight(codec.decode({ _tag: 'residual', body: [{ _tag: 'relu' }] })) // => true
 * E.isRight(codec.decode({ _tag: 'relu', slope: 0.1 })) // => false
 */
export const specCodec = (known: KnownLayers): t.Type<Spec, unknown, unknown> => {
  const isKnown = (value: unknown): value is Spec['_tag'] =>
    typeof value === 'string' && (known.has(value) || isBranching({ _tag: value as Layer['_tag'] } as Spec))
  const kind = codecOf('the name of a layer or of branches', isKnown)
  const told = codecOf('a layer of your own that the reader is told of, as in decodeNetwork(bytes, { layers: [...] })', isKnown)
  const validate: t.Validate<unknown, Spec> = (value, context) =>
    F.pipe(
      t.type({ _tag: isOwn(value) ? told : kind }, 'a layer').validate(value, context),
      E.flatMap(({ _tag: tag }) => exactly(tag, { _tag: t.string, ...codecsOf(tag) }).validate(value, context)),
      // the table pairs each name with its fields, which the compiler loses over a union
      E.map((spec) => spec as object as Spec),
      E.map((spec) => (isBranching(spec) ? spec : joinedTo(known, spec))),
    )
  const codec: t.Type<Spec, unknown, unknown> = new t.Type(
    'a layer',
    (value): value is Spec => E.isRight(validate(value, [])),
    validate,
    t.identity,
  )
  const layers = t.readonlyArray(codec, 'layers')
  const inBranches = { body: layers, branches: t.readonlyArray(layers, 'branches') }
  const codecsOf = (tag: Spec['_tag']): t.Props => {
    const definition = known.get(tag)
    return definition === undefined
      ? F.pipe(inBranches, (all) => Object.fromEntries(Object.entries(all).filter(([name]) => name in branchingFields(tag as 'sum'))))
      : Object.fromEntries(
          Object.entries<{ readonly name: string; readonly is: (value: unknown) => boolean }>(definition.fields).map(([name, field]) => [
            name,
            codecOf(field.name, (value): value is unknown => field.is(value)),
          ]),
        )
  }
  return codec
}

/** Whether it says that it is a layer that some program has defined. */
const isOwn = (value: unknown): boolean => String((value as { readonly _tag?: unknown } | null | undefined)?._tag).includes('/')
