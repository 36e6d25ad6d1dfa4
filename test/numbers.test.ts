import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { right } from './setup/answers.js'
import { benchmarkTable } from './setup/benchmarkNumbers.js'
import { gpuNumbersCodec, gpuTables } from './setup/gpuNumbers.js'
import {
  type JobNumbers,
  type NumbersJob,
  noNumbers,
  numbersBlock,
  numbersTable,
  readJobNumbers,
  withNumbersBlock,
} from './setup/jobNumbers.js'

/** No number in the README is typed by hand. NUMBERS_UPDATE=1 takes those of the last run of each job. */
const root = fileURLToPath(new URL('..', import.meta.url))
const readme = join(root, 'README.md')
const committed = ({ name }: NumbersJob): string => join(root, `docs/results/${name}.json`)
const fresh = ({ name }: NumbersJob): string => join(root, `reports/${name}.json`)

const main: NumbersJob = { name: 'main', command: 'npm start' }
const jobs: readonly NumbersJob[] = [main, { name: 'cifar', command: 'npm run cifar' }]

const numbersIn = (path: string): JobNumbers | undefined => {
  if (!existsSync(path)) return undefined
  const numbers = readJobNumbers(readFileSync(path, 'utf8'))
  if (E.isLeft(numbers)) throw new Error(`${path}: ${numbers.left}`)
  return numbers.right
}

const example: JobNumbers = {
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

const blockOf = (job: NumbersJob): string => {
  const numbers = numbersIn(committed(job))
  return numbers === undefined ? noNumbers(job) : numbersTable(job, numbers)
}

/** What was measured on a GPU stands in docs/webgl.md. */
const gpu: NumbersJob = { name: 'gpu', command: '' }
const gpuPage = join(root, 'docs/webgl.md')
const gpuBlock = (): string => gpuTables(right(gpuNumbersCodec.decode(JSON.parse(readFileSync(committed(gpu), 'utf8')))))

/** What was measured beside peers stands in docs/benchmarks.md; the README shows some of it. */
const bench: NumbersJob = { name: 'bench', command: 'npm run bench' }
const benchBlock = (): string => benchmarkTable(readFileSync(join(root, 'docs/benchmarks.md'), 'utf8'))

if (process.env.NUMBERS_UPDATE === '1') {
  writeFileSync(gpuPage, withNumbersBlock(gpu, readFileSync(gpuPage, 'utf8'), gpuBlock()))
  writeFileSync(readme, withNumbersBlock(bench, readFileSync(readme, 'utf8'), benchBlock()))
  for (const job of jobs) {
    if (existsSync(fresh(job))) copyFileSync(fresh(job), committed(job))
    writeFileSync(readme, withNumbersBlock(job, readFileSync(readme, 'utf8'), blockOf(job)))
  }
}

describe('numbers in the README', () => {
  test.each(jobs)('are those of docs/results/$name.json', (job) => {
    expect(numbersBlock(job, readFileSync(readme, 'utf8'))).toBe(blockOf(job))
  })

  test('of speed are those of docs/benchmarks.md', () => {
    expect(numbersBlock(bench, readFileSync(readme, 'utf8'))).toBe(benchBlock())
    expect(() => benchmarkTable('## Training steps, one thread\n\n|  | ms |\n')).toThrow('no row "ResNet-20, batch 64"')
  })

  test('of a GPU are those of docs/results/gpu.json', () => {
    expect(numbersBlock(gpu, readFileSync(gpuPage, 'utf8'))).toBe(gpuBlock())
  })

  test('a table shows every number with its unit', () => {
    expect(numbersTable(main, example).split('\n').at(-1)).toBe(
      '| narrowed | 50.00 % | 98.77 % | 87,274 | 87,274 | 1,000,000 | 0.123 | 0.100 | 350,000 |',
    )
  })

  test('a file that is not what the table needs says where', () => {
    expect(readJobNumbers(JSON.stringify(example))).toEqual(E.right(example))
    expect(readJobNumbers(JSON.stringify({ ...example, rows: [{ ...example.rows[0], accuracy: '98' }] }))).toEqual(
      E.left('.rows.0.0.accuracy'),
    )
    expect(E.isLeft(readJobNumbers('{'))).toBe(true)
  })
})
