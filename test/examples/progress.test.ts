import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { either as E, taskEither as TE } from 'fp-ts'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { clock, duration, milliseconds, percent } from '../../examples/main/numerals.js'
import * as _ from '../../examples/main/progress.js'

/** A terminal that keeps what is written to it. */
const recorder = (isTTY: boolean, columns = 80) => {
  const stream = new PassThrough()
  const texts: string[] = []
  stream.on('data', (text: Buffer) => texts.push(text.toString()))
  return { terminal: Object.assign(stream, { isTTY, columns }), texts }
}

/** So many steps, one each millisecond. */
const stepping =
  (steps: number, note?: string) =>
  (tell: _.Tell): TE.TaskEither<never, number> =>
  async () => {
    for (let done = 1; done <= steps; done += 1) {
      await vi.advanceTimersByTimeAsync(1)
      tell(done, steps, note)
    }
    return E.right(steps)
  }

/** What is to be seen of a text. */
const visible = (text: string): string => stripVTControlCharacters(text).replaceAll('\r', '')

describe('progress', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  test('a terminal shows share, note and time left, not too often, and no line is left behind', async () => {
    const { terminal, texts } = recorder(true)
    expect(await _.withProgress(terminal, 'train', stepping(122_000, 'loss 0.1'))()).toEqual(E.right(122_000))
    const bars = texts.map(visible).filter((text) => text !== '')
    expect(bars.find((text) => text.includes(' 50 %'))).toBe(`train         ${'█'.repeat(9)}${'░'.repeat(9)}   50 %  loss 0.1  1:01 left`)
    expect(bars.length).toBeLessThan(1300)
    expect(texts.join('')).not.toContain('\n')
    expect(texts.join('').endsWith('\u001b[2K')).toBe(true)
  })

  test('a bar is never wider than its terminal, so it stays one line', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 300 }), fc.string(), async (columns, note) => {
        const { terminal, texts } = recorder(true, columns)
        await _.withProgress(terminal, 'train', stepping(500, note.replaceAll(/[^ -~]/g, '')))()
        for (const text of texts.map(visible)) expect(text.length).toBeLessThanOrEqual(columns)
      }),
      { numRuns: 20 },
    ))

  test('a log has whole lines, a few', async () => {
    const { terminal, texts } = recorder(false)
    await _.withProgress(terminal, 'train', stepping(40_000))()
    _.sayLine(terminal, 'train', 'done')()
    expect(texts).toEqual(['train         38 %\n', 'train         75 %\n', 'train         done\n'])
  })

  test.each([true, false])('nothing goes on when the task has failed (terminal: %s)', async (isTTY) => {
    const { terminal } = recorder(isTTY)
    expect(await _.withProgress(terminal, 'train', () => TE.left('failed'))()).toEqual(E.left('failed'))
    expect(vi.getTimerCount()).toBe(0)
  })
})

test('numbers as people read them', () => {
  expect([0, 59.4, 83.2, 3723].map(clock)).toEqual(['0:00', '0:59', '1:23', '1:02:03'])
  expect([3.21, 59.94, 59.96, 83.2].map(duration)).toEqual(['3.2 s', '59.9 s', '1:00', '1:23'])
  expect([0.01234, 1.234, 12.34, 123.4].map(milliseconds)).toEqual(['0.012', '1.23', '12.3', '123'])
  expect([percent(0.98765), percent(0.9, 0), percent(1)]).toEqual(['98.77 %', '90 %', '100.00 %'])
})
