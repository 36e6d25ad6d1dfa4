import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { either as E } from 'fp-ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readJobNumbers } from '../setup/jobNumbers.js'

/** The CIFAR job as `npm run cifar` runs it, on a few records of noise. */
const program = fileURLToPath(new URL('../../dist/examples/cifar.js', import.meta.url))
const folder = { path: '' }

const records = (count: number, seed: number): Uint8Array =>
  Uint8Array.from({ length: count * 3073 }, (_, at) => (at % 3073 === 0 ? (at / 3073) % 10 : ((at + seed) * 2654435761) >>> 24))

beforeEach(() => {
  folder.path = mkdtempSync(join(tmpdir(), 'narrownet-cifar-'))
  for (const number of [1, 2, 3, 4, 5]) writeFileSync(join(folder.path, `data_batch_${number}.bin`), records(20, number))
  writeFileSync(join(folder.path, 'test_batch.bin'), records(32, 6))
})
afterEach(() => rmSync(folder.path, { recursive: true }))

const run = (...options: readonly string[]): Promise<{ readonly code: unknown; readonly output: string; readonly errors: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [program, ...options], { cwd: folder.path, timeout: 170_000 }, (error, output, errors) =>
      resolve({ code: error === null ? 0 : (error.code ?? error.signal), output, errors }),
    )
  })

describe('the CIFAR job', () => {
  test('trains, narrows, fine-tunes, and leaves its numbers', async () => {
    const { code, output, errors } = await run('--data', '.', '--smoke', '--epochs', '1', '--report', 'numbers.json')
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
    const numbers = readJobNumbers(readFileSync(join(folder.path, 'numbers.json'), 'utf8'))
    expect(E.isRight(numbers) && numbers.right.rows.map(({ parameters }) => parameters)).toEqual([269722, 135754])
    expect(output).toContain('269,722 to 135,754 parameters')
  })

  test('a damaged file: one sentence, exit code 1, nothing written', async () => {
    writeFileSync(join(folder.path, 'data_batch_3.bin'), records(20, 3).subarray(0, 5000))
    const { code, output, errors } = await run('--data', '.', '--smoke', '--report', 'numbers.json')
    expect({ code, output }).toEqual({ code: 1, output: '' })
    expect(errors).toMatch(/^data_batch_3\.bin.*3073.*5000.*\n$/)
    expect(readdirSync(folder.path)).not.toContain('numbers.json')
  })

  test.each([
    [[], /^--data: expected a folder with CIFAR-10's binary version, found nothing \(--help explains all options\)\n$/],
    [['--data', '.', '--epochs', '0'], /^--epochs: expected a whole number from 1 to 1,000, found '0' \(--help/],
    [['--no-such-option'], /^Unexpected option or argument: --no-such-option\. .*\n$/],
    [['--data', 'nowhere'], /^nowhere: expected a folder with CIFAR-10's binary version, found no such file or folder\n$/],
  ])('%j: one sentence, exit code 1', async (options, sentence) => {
    const { code, errors } = await run(...options)
    expect(code).toBe(1)
    expect(errors).toMatch(sentence)
  })
})
