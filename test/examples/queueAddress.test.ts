import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { jobMessage } from '../../examples/main/jobError.js'
import { openQueue } from '../../examples/reproductions/queue/openQueue.js'
import { queueAddress } from '../../examples/reproductions/queue/queueAddress.js'

const shown = (address: string): string => {
  const read = queueAddress(address)
  return E.isRight(read) ? read.right.shown : jobMessage(read.left)
}

describe('of the address of a queue', () => {
  test.each([
    ['redis://127.0.0.1:6379/1', 'redis://127.0.0.1:6379/1'],
    ['rediss://me:s3cret@h', 'rediss://h'],
    ['redis://h/0?password=s3cret', 'redis://h/0'],
    ['postgres://h:5/runs?user=me&password=s3cret', 'postgres://h:5/runs'],
    ['postgresql://me:s3cret@[::1]:5/runs#s3cret', 'postgresql://[::1]:5/runs'],
    ['redis://:p@s3cret@h:1/0', 'redis://h:1/0'],
    ['redis://:s3cret%2Fx@h:1/0', 'redis://h:1/0'],
  ])('%s, host, port and database are shown', (address, expected) => expect(shown(address)).toBe(expected))

  test.each([
    'redis://default:s3cret/x@h/0',
    'redis://default:12345/s3cret@h/0',
    'redis://default:12345?s3cret@h/0',
    'redis://default:12345#s3cret@h/0',
    'redis://:s3cret#x@h/0',
    'redis://h:s3cret',
  ])('%s, which is another URL than was meant, the protocol alone is', (address) =>
    expect(shown(address)).toBe(
      "--queue: expected a URL in which / ? # @ : of a user or password are written as %2F %3F %23 %40 %3A, found 'redis://...', which is none",
    ),
  )

  test.each([
    ['amqp://me:s3cret@h', "'amqp://...'"],
    ['me:s3cret@h', 'an address without a protocol'],
    ['s3cret', 'an address without a protocol'],
    ['toString://s3cret', "'tostring://...'"],
  ])('%s, of another kind, the protocol alone is', (address, found) =>
    expect(shown(address)).toBe(`--queue: expected redis://... or postgres://..., found ${found}`),
  )

  test.each(['redis://127.0.0.1:1/0?password=s3cret', 'postgres://127.0.0.1:1/runs?user=me&password=s3cret'])(
    '%s, where nobody answers, no password is shown',
    async (address) => {
      const answer = await openQueue(address, () => undefined)()
      if (E.isRight(answer)) return expect.fail('a server')
      expect(jobMessage(answer.left)).toMatch(/^(redis|postgres):\/\/127\.0\.0\.1:1\/(0|runs): expected a queue, found /)
      expect(jobMessage(answer.left)).not.toContain('s3cret')
    },
  )
})
