import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { firstProgram } from './firstProgram.js'
import { freePort, type RunningServer } from './runningServer.js'

/** The Redis to test with: `$REDIS_SERVER` if set, else Debian's. `undefined` where there is none (REDIS_SERVER=none): its suite is then skipped. */
export const redisServer: string | undefined = firstProgram(
  process.env.REDIS_SERVER === undefined ? ['/usr/bin/redis-server', '/usr/local/bin/redis-server'] : [process.env.REDIS_SERVER],
)

/** A server of the test's own: on a free port of this machine, in a folder that goes with it. */
export const startRedis = async (program: string): Promise<RunningServer> => {
  const folder = mkdtempSync(join(tmpdir(), 'narrownet-redis-'))
  const port = await freePort()
  const start = async (): Promise<ChildProcess> => {
    const words = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      folder,
      '--save',
      '',
      '--appendonly',
      'yes',
      '--appendfsync',
      'always',
    ]
    const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'ignore'] })
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        if (/ready to accept connections/i.test(chunk.toString())) resolve()
      })
      child.once('exit', (code) => reject(new Error(`${program} ended with ${code}`)))
    })
    return child
  }
  let server = await start()
  const kill = async (): Promise<void> => {
    const gone = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGKILL')
    await gone
  }
  return {
    address: `redis://127.0.0.1:${port}`,
    restart: async (remembers) => {
      await kill()
      if (remembers === 'nothing') rmSync(join(folder, 'appendonlydir'), { recursive: true, force: true })
      await sleep(500)
      server = await start()
    },
    end: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
