/** What a file holds beside a network: a part of its metadata, as JSON, which says how the network is served. */
import { either as E, function as F } from 'fp-ts'
import type * as t from 'io-ts'
import { checked } from './checked.js'
import { type DescriptionError, descriptionError } from './description.js'
import { strictJson } from './strictJson.js'

/** A part by its name in the metadata: what it is called in a sentence, who writes it, and what it holds. */
export interface Part<A> {
  readonly key: string
  readonly name: string
  readonly writer: string
  readonly codec: t.Type<A>
}

/** The part; a `Left` where there is none, or one of another version or wrong in a field. */
export const partIn = <A>(
  { key, name, writer, codec }: Part<A>,
  metadata: Readonly<Record<string, string>>,
): E.Either<DescriptionError, A> => {
  const json = Object.hasOwn(metadata, key) ? metadata[key] : undefined
  if (json === undefined)
    return E.left(descriptionError('metadata', `${name} under "${key}", as ${writer} writes it`, 'none: it may be a network’s file'))
  return F.pipe(
    strictJson(json),
    E.mapLeft((found) => descriptionError(key, `${name} as JSON`, found)),
    E.flatMap((value) =>
      F.pipe(
        checked(codec, key, value),
        E.mapLeft(({ field, expected, found }) => descriptionError(field, expected, found)),
      ),
    ),
  )
}
