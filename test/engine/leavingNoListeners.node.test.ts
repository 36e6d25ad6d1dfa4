import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { leavingNoListeners } from '../../lib/engine/leavingNoListeners.js'

test('listeners that a run leaves for what nobody caught are gone after it; those that were there stay', async () => {
  const before = process.listeners('unhandledRejection')
  const answer = await leavingNoListeners(async () => {
    process.on('unhandledRejection', () => undefined)
    process.on('uncaughtException', () => undefined)
    return 7
  })
  expect(answer).toBe(7)
  expect(process.listeners('unhandledRejection')).toEqual(before)
})

test('a program that fails after startWasm ends as Node programs do: exit code 1, its own exit handlers run', () => {
  const library = new URL('../../dist/lib/index.js', import.meta.url).href
  const program = `
    const { startWasm } = await import('${library}')
    await startWasm()()
    process.on('exit', (code) => process.stdout.write('left with ' + code))
    setTimeout(() => { throw new Error('mine') }, 0)`
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    encoding: 'utf8',
  })
  expect(stdout).toBe('left with 1')
  expect(status).toBe(1)
  expect(stderr).toMatch(/Error: mine/)
  expect(stderr).not.toMatch(/tf-backend-wasm/)
})
