import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clock, duration, milliseconds, percent } from '../../examples/main/numerals.js'
import * as _ from '../../examples/main/progressBar.js'

const recorder = (isTTY: boolean) => {
  const texts: string[] = []
  return { isTTY, columns: 80, write: (text: string) => texts.push(text), texts }
}

describe('progress', () => {
  test('time left is the pace so far times what remains', () => {
    expect(_.secondsLeft({ label: '', done: 25, total: 100, elapsedSeconds: 10 })).toBe(30)
    expect(_.secondsLeft({ label: '', done: 0, total: 100, elapsedSeconds: 10 })).toBeUndefined()
  })

  test('a bar tells share, note and time left', () => {
    const line = _.barLine({ label: 'train', done: 50, total: 100, elapsedSeconds: 61, note: 'loss 0.1' })
    expect(line).toBe(`train         ${'█'.repeat(12)}${'░'.repeat(12)}   50 %  loss 0.1  1:01 left`)
  })

  test('a bar never fills its terminal, so it stays one line', () =>
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), fc.integer({ min: 1, max: 300 }), fc.string(), (columns, done, total, note) => {
        expect(_.barLine({ label: 'x', done, total, elapsedSeconds: 5, note }, columns).length).toBeLessThanOrEqual(
          Math.max(0, columns - 1),
        )
      }),
    ))

  test('a terminal is rewritten in place, not too often', () => {
    const terminal = recorder(true)
    let now = 0
    const bar = _.progressBar(terminal, 'train', () => now)
    for (now = 0; now <= 1000; now += 10) bar.update(now, 1000)
    bar.finish('done')
    expect(terminal.texts.length).toBe(12)
    expect(terminal.texts.every((text) => text.startsWith('\r\u001b[2K'))).toBe(true)
    expect(terminal.texts.filter((text) => text.includes('\n'))).toEqual(['\r\u001b[2Ktrain         done\n'])
  })

  test('a log has whole lines without control characters, a few', () => {
    const terminal = recorder(false)
    let now = 0
    const bar = _.progressBar(terminal, 'train', () => now)
    for (now = 0; now <= 40_000; now += 100) bar.update(now, 40_000)
    bar.clear()
    bar.finish('done')
    expect(terminal.texts).toEqual(['train         37 %, 0:25 left\n', 'train         75 %, 0:10 left\n', 'train         done\n'])
  })
})

test('numbers as people read them', () => {
  expect([0, 59.4, 83.2, 3723].map(clock)).toEqual(['0:00', '0:59', '1:23', '1:02:03'])
  expect([3.21, 59.94, 59.96, 83.2].map(duration)).toEqual(['3.2 s', '59.9 s', '1:00', '1:23'])
  expect([0.01234, 1.234, 12.34, 123.4].map(milliseconds)).toEqual(['0.012', '1.23', '12.3', '123'])
  expect([percent(0.98765), percent(0.9, 0), percent(1)]).toEqual(['98.77 %', '90 %', '100.00 %'])
})
