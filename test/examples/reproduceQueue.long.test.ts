import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { postgresServer, startPostgres } from '../setup/postgresServer.js'
import { redisServer, startRedis } from '../setup/redisServer.js'

/** Both commands as their users type them, each a process. */
const program = fileURLToPath(new URL('../../dist/examples/reproduce.js', import.meta.url))
const place = { folder: '' }
const running = new Set<ChildProcess>()
beforeEach(() => {
  place.folder = mkdtempSync(join(tmpdir(), 'narrownet-queue-'))
})
afterEach(() => {
  // those that a failed test left
  for (const child of running) child.kill('SIGKILL')
  rmSync(place.folder, { recursive: true, force: true, maxRetries: 5 })
})

interface Running {
  readonly stop: () => void
  readonly ended: Promise<{ readonly code: number | null; readonly output: string; readonly errors: string }>
  /** once it has said so */
  readonly said: (words: string) => Promise<void>
}

const reproduce = (...words: readonly string[]): Running => {
  const child = spawn(process.execPath, [program, ...words], { cwd: place.folder })
  running.add(child)
  child.on('close', () => running.delete(child))
  let [output, errors] = ['', '']
  const waiting = new Map<string, () => void>()
  child.stdout.on('data', (bytes: Buffer) => {
    output += String(bytes)
    for (const [awaited, resolve] of waiting) if (output.includes(awaited)) resolve()
  })
  child.stderr.on('data', (bytes: Buffer) => {
    errors += String(bytes)
  })
  const ended = new Promise<Awaited<Running['ended']>>((resolve) => child.on('close', (code) => resolve({ code, output, errors })))
  return {
    stop: () => child.kill('SIGTERM'),
    ended,
    said: (awaited) =>
      Promise.race([
        new Promise<void>((resolve) => {
          if (output.includes(awaited)) resolve()
          else waiting.set(awaited, resolve)
        }),
        ended.then((end) => expect.fail(JSON.stringify(end))),
      ]),
  }
}

const places = ['--records', 'r', '--work', 'w'] as const

describe.each([
  { store: 'Redis', server: redisServer, start: startRedis },
  { store: 'PostgreSQL', server: postgresServer, start: startPostgres },
])('npm run reproduce over a queue of $store', ({ server, start }) => {
  test.skipIf(server === undefined)('one asks, another works; told to stop, each ends with a sentence', async () => {
    const queue = await start(server ?? '')
    try {
      const address = ['--queue', queue.address, ...places]
      const worker = reproduce('work', ...address)
      await worker.said('waits for runs')
      const asked = await reproduce('first-systems/mlp', ...address).ended
      expect(asked.code).toBe(0)
      expect(asked.output).toContain('done    first-systems/mlp: [200, 200], seed 0')
      expect(asked.output).toMatch(/5 runs done\n$/)
      expect(readdirSync(join(place.folder, 'r'))).toHaveLength(5)
      expect((await reproduce('first-systems/mlp', ...address).ended).output).toBe('0 runs done\n')
      const watching = reproduce('first-systems/convnet', ...address)
      await watching.said('first-systems/convnet')
      watching.stop()
      const watched = await watching.ended
      expect(watched.code).toBe(0)
      expect(watched.output).toContain('left; stopped watching: what is in the queue goes on, the same command adds the rest')
      worker.stop()
      const { code, output } = await worker.ended
      expect(code).toBe(0)
      expect(output).toMatch(/stopped: what was in hand goes on from its last epoch, wherever it is taken up\n$/)
    } finally {
      await queue.end()
    }
  })
})

test.each([
  [['first-systems/mlp', '--queue', 'amqp://somewhere'], /^--queue: expected redis:\/\/\.\.\. or postgres:\/\/\.\.\., found 'amqp/],
  [['work', '--queue', 'postgres://me:secret@127.0.0.1:1/runs'], /^postgres:\/\/127\.0\.0\.1:1\/runs: expected a queue, found /],
  [['work'], /--queue/],
])('%j: one sentence, exit code 1', async (words, sentence) => {
  const { code, output, errors } = await reproduce(...words).ended
  expect({ code, output }).toEqual({ code: 1, output: '' })
  expect(errors).toMatch(sentence)
  expect(errors.trim().split('\n')).toHaveLength(1)
})
