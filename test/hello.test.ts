import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'

/** The README begins with a program of plain Node, and what it prints. NUMBERS_UPDATE=1 runs the one and writes the other. */
const root = fileURLToPath(new URL('..', import.meta.url))
const readme = join(root, 'README.md')
const folder = join(root, '.doctest', `hello-${process.pid}`)
const marks = /(```js\n\/\/ hello\.mjs\n)([\s\S]*?)(```[\s\S]*?```text\n)([\s\S]*?)(?=```)/

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the first program of the README is short, and prints what stands below it', async () => {
  const [, , program = ''] = marks.exec(readFileSync(readme, 'utf8')) ?? []
  expect(program.split('\n').length).toBeLessThan(22)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'hello.mjs'), program)
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(folder, 'hello.mjs')], { cwd: folder })
  expect(stderr).toBe('')
  if (process.env.NUMBERS_UPDATE === '1')
    writeFileSync(
      readme,
      readFileSync(readme, 'utf8').replace(marks, (_all, open, code, between) => open + code + between + stdout),
    )
  expect(marks.exec(readFileSync(readme, 'utf8'))?.[4]).toBe(stdout)
})
