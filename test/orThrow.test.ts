import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { errorMessage, type NarrownetError } from '../lib/errorMessage.js'
import { orThrow } from '../lib/orThrow.js'

test('a Left is thrown as an Error whose message is the sentence and whose cause is the Left itself', () => {
  const error: NarrownetError = { _tag: 'BadRatio', ratio: 2 }
  const thrown = E.tryCatch(
    () => orThrow(E.left(error)),
    (reason) => reason,
  )
  expect(thrown).toEqual(E.left(new TypeError(`narrownet: ${errorMessage(error)}`, { cause: error })))
  expect(E.isLeft(thrown) && thrown.left instanceof Error && thrown.left.cause).toBe(error)
  expect(orThrow(E.right(3))).toBe(3)
})
