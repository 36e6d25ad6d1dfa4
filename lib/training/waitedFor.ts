import { either as E, type taskEither as TE } from 'fp-ts'

/**
 * What was begun, each waited for when `ahead` more were begun: with one, a GPU computes the next while the one before is read back. In their
 * order, and what was begun before a `Left` comes before it.
 */
export async function* waitedFor<Failure, Result>(
  begun: AsyncIterable<E.Either<Failure, TE.TaskEither<Failure, Result>>>,
  ahead: number,
): AsyncGenerator<E.Either<Failure, Result>, void, undefined> {
  const waiting: TE.TaskEither<Failure, Result>[] = []
  for await (const each of begun) {
    waiting.push(E.isLeft(each) ? async () => each : each.right)
    const due = waiting.length > ahead ? waiting.shift() : undefined
    if (due !== undefined) yield await due()
  }
  for (const due of waiting) yield await due()
}
