import { either as E, taskEither as TE } from 'fp-ts'
import { expect, test } from 'vitest'
import { waitedFor } from '../../lib/training/waitedFor.js'

/** Says when each is begun; `fails` ends it. */
async function* begun(
  said: string[],
  ...names: readonly string[]
): AsyncGenerator<E.Either<string, TE.TaskEither<string, string>>, void, undefined> {
  for (const name of names) {
    said.push(`${name} begun`)
    if (name === 'fails') return yield E.left('failed')
    yield E.right(name === 'left' ? TE.left<string, string>('left') : TE.right<string, string>(name))
  }
}

const all = async (ahead: number, ...names: readonly string[]) => {
  const said: string[] = []
  for await (const each of waitedFor(begun(said, ...names), ahead)) said.push(E.isRight(each) ? each.right : `Left ${each.left}`)
  return said
}

test('each is waited for when the next one is begun, in their order; the last one when there is none', async () => {
  expect(await all(1, 'a', 'b', 'c')).toEqual(['a begun', 'b begun', 'a', 'c begun', 'b', 'c'])
  expect(await all(1, 'a')).toEqual(['a begun', 'a'])
  expect(await all(1)).toEqual([])
})

test('none ahead: each is waited for at once', async () => {
  expect(await all(0, 'a', 'b', 'fails')).toEqual(['a begun', 'a', 'b begun', 'b', 'fails begun', 'Left failed'])
})

test('what was begun before a Left comes before it', async () => {
  expect(await all(1, 'a', 'fails', 'b')).toEqual(['a begun', 'fails begun', 'a', 'Left failed'])
  expect(await all(1, 'a', 'left', 'b')).toEqual(['a begun', 'left begun', 'a', 'b begun', 'Left left', 'b'])
})

test('who leaves early begins no more', async () => {
  const said: string[] = []
  for await (const each of waitedFor(begun(said, 'a', 'b', 'c'), 1)) {
    said.push(E.isRight(each) ? each.right : 'Left')
    break
  }
  expect(said).toEqual(['a begun', 'b begun', 'a'])
})
