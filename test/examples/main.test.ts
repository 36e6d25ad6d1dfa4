import { execFile, execFileSync } from 'node:child_process'
import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { either as E } from 'fp-ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readJobNumbers } from '../setup/jobNumbers.js'

/** The main job as `npm start` runs it: the built file, in a process of its own. */
const program = fileURLToPath(new URL('../../dist/examples/main.js', import.meta.url))
const folder = { path: '' }
beforeEach(() => {
  folder.path = mkdtempSync(join(tmpdir(), 'narrownet-main-'))
})
afterEach(() => rmSync(folder.path, { recursive: true }))

const run = (...options: readonly string[]): Promise<{ readonly code: unknown; readonly output: string; readonly errors: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [program, ...options], { cwd: folder.path, timeout: 170_000 }, (error, output, errors) =>
      resolve({ code: error === null ? 0 : (error.code ?? error.signal), output, errors }),
    )
  })

describe('the main job', () => {
  test('prints a table, and a report that holds the same numbers', async () => {
    const { code, output, errors } = await run('--smoke', '--report', 'deep/er/report.html')
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
    expect(readdirSync(join(folder.path, 'deep/er'))).toEqual(['report.html', 'report.json'])
    const html = readFileSync(join(folder.path, 'deep/er/report.html'), 'utf8')
    const numbers = readJobNumbers(readFileSync(join(folder.path, 'deep/er/report.json'), 'utf8'))
    expect(E.isRight(numbers) && numbers.right.rows.map(({ parameters }) => parameters)).toEqual([
      7850, 87274, 21634, 199210, 45360, 199210,
    ])
    const lines = output.split('\n')
    const first = lines.findIndex((line) => /^-{5,}/.test(line))
    const rows = lines.slice(first + 1, first + 7).map((line) => line.trim().split(/ {2,}/))
    expect(rows.map(([name]) => name)).toEqual([
      'linear classifier',
      'ConvNet [32, 64, 64]',
      'narrowed to [8, 16, 32]',
      'MLP [200, 200]',
      'narrowed to [50, 100]',
      '90 % of weights masked',
    ])
    for (const cell of rows.flat()) expect(html).toContain(`>${cell}</t`)
    for (const known of ['87,274', '5,676,160', '21,634', '523,712', '199,210', '45,360', '45,200', '20,290'])
      expect(rows.flat()).toContain(known)
    expect(output).toContain('the linear layer went from 3136 to 1568 inputs')
    // Self-contained, readable to a screen reader, and nothing undefined in it.
    expect(html).not.toMatch(/<script|src=|href=|@import|url\(|NaN|Infinity|undefined/)
    expect(html.match(/<svg[^>]*role="img"/g)?.length).toBe(html.match(/<svg/g)?.length)
    expect(html.match(/<svg/g)?.length).toBe(7)
    expect(new Set(html.match(/id="[^"]+"/g)).size).toBe(html.match(/id="[^"]+"/g)?.length)
  })

  test('a folder without MNIST: one sentence, exit code 1, nothing written', async () => {
    writeFileSync(join(folder.path, 'train-images-idx3-ubyte'), 'not images')
    const { code, output, errors } = await run('--data', '.', '--report', 'report.html')
    expect({ code, output }).toEqual({ code: 1, output: '' })
    expect(errors).toBe('train-labels-idx1-ubyte: expected an IDX file, plain or as train-labels-idx1-ubyte.gz, found neither\n')
    expect(readdirSync(folder.path)).toEqual(['train-images-idx3-ubyte'])
  })

  test('a report that cannot be written is found out before the work', async () => {
    const { code, errors } = await run('--smoke', '--report', '.')
    expect(code).toBe(1)
    expect(errors).toMatch(/^.+: expected a file that can be written, found a folder\n$/)
  })

  test.skipIf(process.platform !== 'linux').each([
    ['/dev/null', /^\/dev\/null: expected a file that can be written, found a device or a pipe\n$/],
    ['/proc/no/such/report.html', /^\/proc\/no\/such\/report\.html: expected a file that can be written, found .+\n$/],
  ])('a report in the place of %s: one sentence, exit code 1', async (place, sentence) => {
    const { code, errors } = await run('--smoke', '--report', place)
    expect(code).toBe(1)
    expect(errors).toMatch(sentence)
  })

  test.skipIf(process.platform === 'win32')('a pipe, and a link to a device, are not replaced by a report', async () => {
    execFileSync('mkfifo', [join(folder.path, 'pipe.html')])
    symlinkSync('/dev/null', join(folder.path, 'link.html'))
    for (const place of ['pipe.html', 'link.html']) {
      const { code, output, errors } = await run('--smoke', '--report', place)
      expect({ code, output }).toEqual({ code: 1, output: '' })
      expect(errors).toMatch(/^.+: expected a file that can be written, found a device or a pipe\n$/)
    }
    expect(lstatSync(join(folder.path, 'pipe.html')).isFIFO()).toBe(true)
    expect(lstatSync(join(folder.path, 'link.html')).isSymbolicLink()).toBe(true)
  })

  test.skipIf(!existsSync('/dev/full'))('output that cannot be written fails; a reader who has read enough does not', async () => {
    const shell = (line: string): Promise<{ readonly code: unknown; readonly errors: string }> =>
      new Promise((resolve) => {
        execFile('sh', ['-c', line, process.execPath, program], { cwd: folder.path }, (error, _output, errors) =>
          resolve({ code: error === null ? 0 : error.code, errors }),
        )
      })
    expect(await shell('"$0" "$1" --help > /dev/full')).toEqual({ code: 1, errors: 'the output cannot be written: a full disk\n' })
    expect(await shell('"$0" "$1" --smoke --report report.html > /dev/full')).toMatchObject({ code: 1 })
    expect(existsSync(join(folder.path, 'report.html'))).toBe(false)
    expect(await shell('{ "$0" "$1" --help; echo $? >&2; } | true')).toEqual({ code: 0, errors: '0\n' })
  })
})
