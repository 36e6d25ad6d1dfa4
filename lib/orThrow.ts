/** For scripts and notebooks, which have nobody to hand a `Left` to. */
import { either as E, function as F } from 'fp-ts'
import { errorMessage, type NarrownetError } from './errorMessage.js'
import { type Kind, kind } from './shape/kind.js'
import { checkedArgument } from './shape/options.js'
import { invariant } from './shape/invariant.js'

/**
 * What a `Right` holds; a `Left` is thrown as an error with its sentence, and is that error's `cause`. A program with a place for errors keeps
 * the `Either`.
 *
 * @example
 * orThrow(tensor([2], Float32Array.of(1, 2))).shape // => [2]
 */
export const orThrow = <A>(result: E.Either<NarrownetError, A>): A =>
  F.pipe(
    checkedArgument('orThrow', 'what is given', anEither, result) as typeof result,
    E.getOrElseW((error) => invariant(errorMessage(error), error)),
  )

const anEither: Kind<E.Either<unknown, unknown>> = kind('an Either', (value) =>
  ['Left', 'Right'].includes(String((value as Partial<E.Either<unknown, unknown>> | null | undefined)?._tag)),
)
