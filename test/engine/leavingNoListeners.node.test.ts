import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { leavingNoListeners } from '../../lib/engine/wasm/leavingNoListeners.js'

test('the two listeners of the build are gone after a run; those of the program stay, also those it added meanwhile', async () => {
  const own = [() => undefined, (reason: unknown) => [reason]]
  const before = process.listeners('unhandledRejection')
  const answer = await leavingNoListeners(async () => {
    process.on('unhandledRejection', own[0] as () => void)
    // as the build writes them
    process.on('unhandledRejection', Function('return function(reason){throw reason}')())
    process.on('unhandledRejection', own[1] as () => void)
    return 7
  })
  expect(answer).toBe(7)
  expect(process.listeners('unhandledRejection')).toEqual([...before, ...own])
  for (const listener of own) process.off('unhandledRejection', listener)
})

test('a crash handler that the program added meanwhile stays, whatever it is written like, and the one of the build goes', async () => {
  const before = process.listeners('uncaughtException')
  const own = [
    (error: unknown) => {
      throw error
    },
    Function('return function(e){console.error(e);process.exit(1)}')() as (error: unknown) => void,
  ]
  await leavingNoListeners(async () => {
    process.on('uncaughtException', own[0] as () => void)
    // as the build writes it
    process.on('uncaughtException', Function('return function(ex){if(!(ex instanceof ExitStatus)){throw ex}}')())
    process.on('uncaughtException', own[1] as () => void)
  })
  expect(process.listeners('uncaughtException')).toEqual([...before, ...own])
  for (const listener of own) process.off('uncaughtException', listener as () => void)
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
