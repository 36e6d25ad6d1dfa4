import { expect, test } from 'vitest'
import { closing } from '../../examples/reproductions/command/closing.js'

const report = { done: ['a', 'b', 'c'], cameToNothing: [], failed: [], left: [] }

test.each([
  [closing(report, false, false), '3 runs done'],
  [closing({ ...report, cameToNothing: ['a', 'c'] }, false, false), '3 runs done, 2 of them came to nothing: see report'],
  [
    closing({ ...report, cameToNothing: ['a'], failed: [{ id: 'd', why: '' }], left: ['e', 'f'] }, false, false),
    '3 runs done, 1 of them came to nothing: see report, 1 failed, 2 left',
  ],
  [closing({ ...report, left: ['d'] }, true, false), '3 runs done, 1 left; stopped: the same command goes on from the last epoch of each'],
  [closing(report, true, true), '3 runs done; stopped watching: what is in the queue goes on, the same command adds the rest'],
])('%s', (said, expected) => expect(said).toBe(expected))
