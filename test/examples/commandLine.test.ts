import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { commandLine as cifar } from '../../examples/cifar/commandLine.js'
import { type Program, readCommandLine } from '../../examples/commandLine/readCommandLine.js'
import { commandLine } from '../../examples/main/commandLine.js'
import { jobMessage } from '../../examples/main/jobError.js'
import { commandLine as reproduce } from '../../examples/reproductions/command/commandLine.js'

const settings = { source: { _tag: 'synthetic' }, epochs: undefined, seed: 0, smoke: false, report: 'reports/main.html' }
const told = (more: object = {}) => E.right({ _tag: 'run', settings: { ...settings, ...more } })
const read = (words: readonly string[], environment = {}) => readCommandLine(commandLine(environment), words)
const refused = <A>(program: Program<A>, words: readonly string[]): string => {
  const command = readCommandLine(program, words)
  return E.isLeft(command) ? jobMessage(command.left) : 'accepted'
}

describe('the command line', () => {
  test('nothing means the embedded digits', () => expect(read([])).toEqual(told()))

  test('every option, as two words or as one', () => {
    const all = told({ source: { _tag: 'folder', path: 'a b' }, epochs: 7, seed: 3, smoke: true, report: 'x.html' })
    expect(read(['--data', 'a b', '--epochs', '7', '--seed', '3', '--smoke', '--report', 'x.html'])).toEqual(all)
    expect(read(['--seed=3', '--data=a b', '--report=x.html', '--smoke', '--epochs=7'])).toEqual(all)
    expect(read(['--download'])).toEqual(told({ source: { _tag: 'download' } }))
  })

  test('the environment can ask for smoke', () => {
    expect(read([], { NARROWNET_SMOKE: '1' })).toEqual(told({ smoke: true }))
    expect(read([], { NARROWNET_SMOKE: '0' })).toEqual(told())
  })

  test.each([
    [['--fast'], 'Unexpected option or argument: --fast.'],
    [['--epohcs', '1'], 'Unexpected option or argument: --epohcs. Did you mean --epochs?'],
    [['mnist'], 'Unexpected option or argument: mnist.'],
    [['--', '--smoke'], 'Unexpected option or argument: --smoke.'],
    [['-x'], 'Unexpected option or argument: -x.'],
    [['--constructor', '1'], 'Unexpected option or argument: --constructor.'],
    [['--epochs'], '--epochs: expected a whole number from 1 to 1,000, found nothing'],
    [['--epochs', '--smoke'], "--epochs: expected a whole number from 1 to 1,000, found '--smoke'"],
    [['--epochs', '0'], "--epochs: expected a whole number from 1 to 1,000, found '0'"],
    [['--epochs', '2.5'], "--epochs: expected a whole number from 1 to 1,000, found '2.5'"],
    [['--epochs', '1e2'], "--epochs: expected a whole number from 1 to 1,000, found '1e2'"],
    [['--seed=-1'], "--seed: expected a whole number from 0 to 4,294,967,295, found '-1'"],
    [['--data='], "--data: expected a folder, found ''"],
    [['--smoke=yes'], 'Option --smoke is a Boolean flag, but got a value: yes.'],
    [['--seed', '1', '--seed', '2'], '--seed cannot be used multiple times.'],
    [['--data', 'x', '--download'], '--data x and --download cannot be used together.'],
  ])('%j is refused in a sentence', (words, sentence) => {
    expect(refused(commandLine(), words)).toContain(sentence)
    expect(refused(commandLine(), words)).toMatch(/^[^\n]+ \(--help explains all options\)$/)
  })

  test.each([
    [['list', '--workers', '2'], '--workers'],
    [['list', '--seeds', '50'], '--seeds'],
    [['status', 'network-slimming/vgg19', '--data', 'x'], '--data'],
    [['report', '--seeds', '2'], '--seeds'],
    [['verify', '0123456789abcdef', '--preset', 'hours'], '--preset'],
    [['work', '--queue', 'redis://localhost', '--seeds', '1'], '--seeds'],
  ])('a command never becomes another one by an option that it does not have: %j', (words, option) =>
    expect(refused(reproduce, words)).toContain(`Unexpected option or argument: ${option}`),
  )

  test('verify says what it lacks', () =>
    expect(refused(reproduce, ['verify'])).toBe(
      "verify: expected the ids of records, each the 16 hexadecimal digits of a file's name, found none (--help explains all options)",
    ))

  test('an option that must be there', () =>
    expect(refused(cifar, [])).toContain("--data: expected a folder with CIFAR-10's binary version, found nothing"))

  test.each([
    [['--data', '--download', '--epochs', '--seed', '--report', '--smoke', '--help'], commandLine()],
    [['--data', '--images', '--epochs', '--seed', '--report', '--smoke', '--help'], cifar],
  ] as const)('help is there, and names every option: %j', (options, program: Program<unknown>) => {
    const command = readCommandLine(program, ['--seed', '1', '-h'])
    const text = E.isRight(command) && command.right._tag === 'help' ? command.right.text : ''
    for (const option of options) expect(text).toContain(option)
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(120)
  })
})
