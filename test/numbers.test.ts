import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { type MainNumbers, noNumbers, numbersBlock, numbersTable, readMainNumbers, withNumbersBlock } from './setup/mainNumbers.js'

/** No number in the README is typed by hand. NUMBERS_UPDATE=1 takes those of the last run of the main job. */
const root = fileURLToPath(new URL('..', import.meta.url))
const readme = join(root, 'README.md')
const committed = join(root, 'docs/results/main.json')
const fresh = join(root, 'reports/results.json')

const numbersIn = (path: string): MainNumbers | undefined => {
  if (!existsSync(path)) return undefined
  const numbers = readMainNumbers(readFileSync(path, 'utf8'))
  if (E.isLeft(numbers)) throw new Error(`${path}: ${numbers.left}`)
  return numbers.right
}

const example: MainNumbers = {
  dataset: 'MNIST',
  trainingSamples: 60000,
  testSamples: 10000,
  seed: 0,
  machine: 'a machine',
  date: '2026-01-01',
  versions: { narrownet: '0.1.0' },
  rows: [
    {
      story: 'ConvNet',
      stage: 'dense',
      accuracy: 0.98765,
      parameters: 87274,
      multiplyAccumulates: 1e6,
      millisecondsPerImage: 0.12345,
      bytes: 350000,
    },
  ],
}

if (process.env.NUMBERS_UPDATE === '1') {
  if (existsSync(fresh)) copyFileSync(fresh, committed)
  const numbers = numbersIn(committed)
  writeFileSync(readme, withNumbersBlock(readFileSync(readme, 'utf8'), numbers === undefined ? noNumbers : numbersTable(numbers)))
}

describe('numbers in the README', () => {
  test('are those of docs/results/main.json', () => {
    const numbers = numbersIn(committed)
    expect(numbersBlock(readFileSync(readme, 'utf8'))).toBe(numbers === undefined ? noNumbers : numbersTable(numbers))
  })

  test('a table shows every number with its unit', () => {
    expect(numbersTable(example).split('\n').at(-1)).toBe('| ConvNet | dense | 98.77 % | 87,274 | 1,000,000 | 0.123 | 350,000 |')
  })

  test('a file that is not what the table needs says where', () => {
    expect(readMainNumbers(JSON.stringify(example))).toEqual(E.right(example))
    expect(readMainNumbers(JSON.stringify({ ...example, rows: [{ ...example.rows[0], accuracy: '98' }] }))).toEqual(
      E.left('.rows.0.accuracy'),
    )
    expect(E.isLeft(readMainNumbers('{'))).toBe(true)
  })
})
