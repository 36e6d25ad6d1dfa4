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
const fresh = join(root, 'reports/main.json')

const numbersIn = (path: string): MainNumbers | undefined => {
  if (!existsSync(path)) return undefined
  const numbers = readMainNumbers(readFileSync(path, 'utf8'))
  if (E.isLeft(numbers)) throw new Error(`${path}: ${numbers.left}`)
  return numbers.right
}

const example: MainNumbers = {
  data: 'MNIST: 60,000 images to train, 10,000 to test',
  seed: 0,
  host: 'a machine, Node 20',
  seconds: 12.3,
  finished: '2026-01-01T00:00:00.000Z',
  rows: [
    {
      name: '  narrowed',
      accuracyBefore: 0.5,
      accuracy: 0.98765,
      parameters: 87274,
      nonzero: 87274,
      multiplyAccumulates: 1e6,
      millisecondsAlone: 0.12345,
      millisecondsInBatch: 0.1,
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
    expect(numbersTable(example).split('\n').at(-1)).toBe(
      '| narrowed | 50.00 % | 98.77 % | 87,274 | 87,274 | 1,000,000 | 0.123 | 0.100 | 350,000 |',
    )
  })

  test('a file that is not what the table needs says where', () => {
    expect(readMainNumbers(JSON.stringify(example))).toEqual(E.right(example))
    expect(readMainNumbers(JSON.stringify({ ...example, rows: [{ ...example.rows[0], accuracy: '98' }] }))).toEqual(
      E.left('.rows.0.0.accuracy'),
    )
    expect(E.isLeft(readMainNumbers('{'))).toBe(true)
  })
})
