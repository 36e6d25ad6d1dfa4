import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import * as _ from '../../examples/main/commandLine.js'
import { helpText } from '../../examples/main/helpText.js'
import { jobMessage } from '../../examples/main/jobError.js'

const settings = { _tag: 'run', source: { _tag: 'synthetic' }, epochs: undefined, seed: 0, smoke: false, report: 'reports/main.html' }
const refused = (...words: readonly string[]): string => {
  const parsed = _.parseCommandLine(words)
  return E.isLeft(parsed) ? jobMessage(parsed.left) : 'accepted'
}

describe('the command line', () => {
  test('nothing means the embedded digits', () => expect(_.parseCommandLine([])).toEqual(E.right(settings)))

  test('every option, as two words or as one', () => {
    const all = E.right({ ...settings, source: { _tag: 'folder', path: 'a b' }, epochs: 7, seed: 3, smoke: true, report: 'x.html' })
    expect(_.parseCommandLine(['--data', 'a b', '--epochs', '7', '--seed', '3', '--smoke', '--report', 'x.html'])).toEqual(all)
    expect(_.parseCommandLine(['--seed=3', '--data=a b', '--report=x.html', '--smoke', '--epochs=7'])).toEqual(all)
    expect(_.parseCommandLine(['--download'])).toEqual(E.right({ ...settings, source: { _tag: 'download' } }))
  })

  test('the environment can ask for smoke', () => {
    expect(_.parseCommandLine([], { NARROWNET_SMOKE: '1' })).toEqual(E.right({ ...settings, smoke: true }))
    expect(_.parseCommandLine([], { NARROWNET_SMOKE: '0' })).toEqual(E.right(settings))
  })

  test.each([
    [['--fast'], "'--fast': expected an option of this command"],
    [['mnist'], "'mnist': expected an option of this command"],
    [['-x'], "'-x': expected an option of this command"],
    [['--constructor', '1'], "'--constructor': expected an option of this command"],
    [['--epochs'], '--epochs: expected a whole number from 1 to 1,000 after it, found nothing'],
    [['--epochs', '--smoke'], "--epochs: expected a whole number from 1 to 1,000 after it, found '--smoke'"],
    [['--epochs', '0'], "--epochs: expected a whole number from 1 to 1,000, found '0'"],
    [['--epochs', '2.5'], "--epochs: expected a whole number from 1 to 1,000, found '2.5'"],
    [['--epochs', '1e2'], "--epochs: expected a whole number from 1 to 1,000, found '1e2'"],
    [['--seed=-1'], "--seed: expected a whole number from 0 to 4,294,967,295, found '-1'"],
    [['--data='], "--data: expected a folder, found ''"],
    [['--smoke=yes'], "--smoke: expected nothing after it, found 'yes'"],
    [['--seed', '1', '--seed', '2'], '--seed: expected it once, found it twice'],
    [['--data', 'x', '--download'], '--download: expected it without --data, found both'],
  ])('%j is refused in a sentence', (words, sentence) => expect(refused(...words)).toContain(sentence))

  test('help is there, and names every option', () => {
    expect(_.parseCommandLine(['--seed', '1', '-h'])).toEqual(E.right({ _tag: 'help' }))
    for (const option of ['--data', '--download', '--epochs', '--seed', '--report', '--smoke', '--help']) expect(helpText).toContain(option)
    for (const line of helpText.split('\n')) expect(line.length).toBeLessThanOrEqual(140)
  })
})
