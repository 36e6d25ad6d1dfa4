import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { either as E } from 'fp-ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readRecord, timeless } from '../../examples/reproductions/record.js'
import { runId } from '../../examples/reproductions/run.js'
import { right } from '../setup/answers.js'

/** The command as `npm run reproduce` runs it, on images that are drawn. */
const program = fileURLToPath(new URL('../../dist/examples/reproduce.js', import.meta.url))
const folder = { path: '' }
beforeEach(() => {
  folder.path = mkdtempSync(join(tmpdir(), 'narrownet-reproduce-'))
})
afterEach(() => rmSync(folder.path, { recursive: true }))

const run = (...words: readonly string[]): Promise<{ readonly code: unknown; readonly output: string; readonly errors: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [program, ...words], { cwd: folder.path, timeout: 590_000 }, (error, output, errors) =>
      resolve({ code: error === null ? 0 : (error.code ?? error.signal), output, errors }),
    )
  })

const records = (within: string) =>
  readdirSync(join(folder.path, within))
    .toSorted()
    .map((name) => right(readRecord(name, readFileSync(join(folder.path, within, name), 'utf8'))))

describe('npm run reproduce', () => {
  test('runs a row and says what it does; asked again, it has nothing to do', async () => {
    const { code, output, errors } = await run('first-systems/mlp', '--records', 'r', '--work', 'w')
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
    expect(output).toContain('began   first-systems/mlp: [200, 200], seed 0')
    expect(output).toMatch(/5 runs done\n$/)
    const found = records('r')
    expect(found.map(({ id }) => id)).toEqual(found.map(runId))
    expect(found.map(({ result }) => result.is)).toEqual(Array(5).fill('training'))
    expect((await run('first-systems/mlp', '--records', 'r', '--work', 'w')).output).toBe('0 runs done\n')
    const [baseline, pruned] = ['trained', 'pruned'].map(
      (stage) => found.find(({ task }) => task.stage === 'trained' && (stage === 'pruned') === (task.from.stage === 'pruned'))?.id ?? '',
    )
    if (baseline === undefined || pruned === undefined) return expect.fail()
    const again = await run('verify', pruned, '--records', 'r')
    expect(again.code).toBe(0)
    expect(again.output).toContain(`${baseline}  the same\n${pruned}  the same\n`)
    const path = join(folder.path, 'r', `${pruned}.json`)
    writeFileSync(path, readFileSync(path, 'utf8').replace('"parameters":', '"parameters":9'))
    const other = await run('verify', pruned, '--records', 'r')
    expect([other.code, other.output.trim().split('\n').at(-1)]).toEqual([1, `${pruned}  other`])
    const { output: status } = await run('status', 'first-systems', '--records', 'r', '--work', 'w')
    expect(status).toMatch(/first-systems\/mlp +5 of 5/)
    expect(status).toMatch(/first-systems\/convnet +0 of 3/)
  })

  test('a glance tells the whole story of a row in less than three minutes of two cores, from drawn images to a page', async () => {
    const { code, output, errors } = await run('network-slimming/vgg19', '--preset', 'smoke', '--records', 'r', '--work', 'w')
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
    expect(output).toMatch(/4 runs done\n$/)
    expect((await run('report', '--records', 'r', '--documents', 'd')).code).toBe(0)
    // what two cores need, however many share them now
    const processorSeconds = records('r').reduce((sum, { times }) => sum + times.processorSeconds, 0)
    expect(processorSeconds).toBeGreaterThan(0)
    expect(processorSeconds / 2).toBeLessThan(180)
    const page = readFileSync(join(folder.path, 'd/network-slimming-vgg19.md'), 'utf8')
    for (const told of ['lambda 0', 'lambda 1e-4', 'without 50 %, fine-tuned', 'without 70 %, fine-tuned'])
      expect(page).toMatch(new RegExp(`\\| VGG-11/8,? ${told.replace('.', '\\.')} \\|`))
    expect(page.match(/\]\(charts\/[^)]+\.svg\)/g)).toHaveLength(2)
    expect(page).not.toContain('Not run yet')
  })

  test('stopped by Ctrl-C it ends cleanly, and goes on to the same records', async () => {
    const words = ['first-systems/mlp', '--workers', '1', '--records', 'r', '--work', 'w']
    const output = await new Promise<string>((resolve) => {
      const child = spawn(process.execPath, [program, ...words], { cwd: folder.path })
      let said = ''
      child.stdout.on('data', (bytes: Buffer) => {
        const before = said
        said += String(bytes)
        // once: a second one would end it at once
        if (!before.includes('began') && said.includes('began')) child.kill('SIGINT')
      })
      child.on('close', (code) => resolve(`${code} ${said}`))
    })
    expect(output).toMatch(/^0 .*began[^]*\d left; stopped: the same command goes on from the last epoch of each\n$/)
    await run(...words)
    await run(...words.slice(0, 3), '--records', 'alone', '--work', 'w2')
    expect(records('r').map(timeless)).toEqual(records('alone').map(timeless))
  })

  test.each([
    [['nowhere/row'], /^nowhere\/row: expected a row, found none of that name; npm run reproduce -- list names them/],
    [['--preset', 'big'], /^--preset: expected one of paper, hours, smoke, found 'big'/],
    [['--seeds', '0'], /^--seeds: expected a whole number from 1 to 1,000, found '0'/],
    [['--colour'], /--colour/],
    [['verify'], /^verify: expected the ids of records, .* found none/],
    [['report', '--records', 'typo'], /^typo: expected a folder of records, found no such file or folder/],
    [['status', '--records', 'typo'], /^typo: expected a folder of records, found no such file or folder/],
    [['--data', 'typo'], /^typo: expected a folder with the data sets' files, found no such file or folder/],
    [['verify', 'abc'], /^ID: expected 16 hexadecimal digits, found 'abc'/],
    [['verify', '0000000000000000'], /^docs\/reproductions\/records\/0000000000000000.json: expected a record, found no file/],
  ])('%j: one sentence, exit code 1, nothing written', async (words, sentence) => {
    const { code, output, errors } = await run(...words)
    expect({ code, output }).toEqual({ code: 1, output: '' })
    expect(errors).toMatch(sentence)
    expect(errors.trim().split('\n')).toHaveLength(1)
    expect(readdirSync(folder.path)).toEqual([])
  })

  test('without the data set, every run that needs it fails with a sentence, and the exit code says so', async () => {
    const environment = { ...process.env, XDG_CACHE_HOME: folder.path }
    const { code, output } = await new Promise<{ readonly code: unknown; readonly output: string }>((resolve) => {
      execFile(
        process.execPath,
        [program, 'first-systems/mlp', '--preset', 'hours', '--records', 'r', '--work', 'w', '--data', '.'],
        { cwd: folder.path, env: environment, timeout: 590_000 },
        (error, said) => resolve({ code: error?.code ?? 0, output: said }),
      )
    })
    expect(code).toBe(1)
    expect(output).toContain('failed  first-systems/mlp: [200, 200], seed 0: ')
    expect(output).toMatch(/0 runs done, 1 failed, 4 left\n$/)
  })

  test('lists every row with its claim', async () => {
    const { code, output } = await run('list', '--preset', 'hours')
    expect(code).toBe(0)
    expect(output).toContain('network-slimming/mnist-mlp\n  An MLP slimmed from 500 and 300 neurons')
  })

  test('a record that is damaged is named', () => {
    const answer = readRecord('here/0.json', '{"version": 2}')
    expect(E.isLeft(answer) && answer.left).toMatchObject({ _tag: 'FileError', path: 'here/0.json' })
  })
})
