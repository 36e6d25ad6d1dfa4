import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { filesUnder } from './setup/filesUnder.js'

/** Every lesson runs from start to end, with little data and few steps (NARROWNET_SMOKE=1), as plain Node runs the built file. */
const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')
const folder = join(root, 'examples')
const lessons = existsSync(folder) ? readdirSync(folder).filter((name) => /^\d\d-.*\.ts$/.test(name)) : []
/** The programs that a user writes first: short, and without a cast. */
const programs = readdirSync(join(folder, 'programs')).map((name) => `programs/${name}`)

/** Without its comments. */
const codeOf = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')

interface Ending {
  readonly code: number | string | null
  readonly output: string
  readonly errors: string
}

const run = (name: string, ...options: readonly string[]): Promise<Ending> =>
  new Promise((resolve) => {
    const env = { ...process.env, NARROWNET_SMOKE: '1' }
    const command = [join(root, 'dist/examples', name.replace(/\.ts$/, '.js')), ...options]
    const child = execFile(process.execPath, command, { cwd: root, env, timeout: 590_000 }, (error, output, errors) =>
      resolve({ code: error === null ? 0 : (error.code ?? error.signal ?? 'killed'), output, errors }),
    )
    child.stdin?.end()
  })

describe('examples in smoke mode', () => {
  test('there are lessons', () => expect(lessons.length).toBeGreaterThan(0))

  test.each(programs)('%s is a screen long and needs no cast', (name) => {
    const text = readFileSync(join(folder, name), 'utf8')
    expect(text.split('\n').length).toBeLessThan(60)
    expect(codeOf(text).replace(/^import .*$/gm, '')).not.toMatch(/\bas (?!const\b)|\bany\b|[\w)\]]!(?!=)/)
    expect(text).not.toMatch(/@ts-/)
  })

  test('no example, short or long, casts to never or any', () => {
    const all = filesUnder(folder).filter((path) => path.endsWith('.ts'))
    expect(all.length).toBeGreaterThan(50)
    expect(all.filter((path) => /\bas (never|any)\b/.test(codeOf(readFileSync(path, 'utf8'))))).toEqual([])
    expect(codeOf('one as never // as any\n/* as any */')).toBe('one as never \n')
  })

  test.each([...lessons, ...programs])('%s', async (name) => {
    const { code, output, errors } = await run(name)
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
    expect(output.trim()).not.toBe('')
  })

  test('main --help says what it takes', async () => {
    const { code, output, errors } = await run('main.ts', '--help')
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
    expect(output).toMatch(/--data/)
  })

  test('main refuses an option it does not know, in words, and fails', async () => {
    const { code, output, errors } = await run('main.ts', '--no-such-option')
    expect(code).not.toBe(0)
    expect(output + errors).toMatch(/no-such-option/)
    expect(output + errors).not.toMatch(/\n\s+at /)
  })
})
