import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { chownSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { firstProgram } from './firstProgram.js'
import { freePort, type RunningServer } from './runningServer.js'

/** Debian keeps each version's server in a folder of its own, outside the path; the newest first. */
const versions = (): readonly string[] => {
  try {
    return readdirSync('/usr/lib/postgresql').toSorted((one, other) => Number(other) - Number(one))
  } catch {
    return []
  }
}

/**
 * The PostgreSQL to test with: `$POSTGRES_SERVER` if set, else Debian's; beside it must be `initdb` and `psql`. `undefined` where there is none
 * (POSTGRES_SERVER=none): its suite is then skipped.
 */
export const postgresServer: string | undefined = firstProgram(
  process.env.POSTGRES_SERVER === undefined
    ? versions().map((version) => `/usr/lib/postgresql/${version}/bin/postgres`)
    : [process.env.POSTGRES_SERVER],
)

/** The server refuses to run as root; Debian's package brings a user for it. */
const runner = (): { readonly uid?: number; readonly gid?: number } => {
  if (process.getuid?.() !== 0) return {}
  const [, , uid, gid] =
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((line) => line.startsWith('postgres:'))
      ?.split(':') ?? []
  return { uid: Number(uid), gid: Number(gid) }
}

const attempts = 50

export const startPostgres = async (program: string): Promise<RunningServer> => {
  const folder = mkdtempSync(join(tmpdir(), 'narrownet-postgres-'))
  const as = runner()
  if (as.uid !== undefined && as.gid !== undefined) chownSync(folder, as.uid, as.gid)
  const data = join(folder, 'data')
  execFileSync(join(dirname(program), 'initdb'), ['-D', data, '-U', 'tester', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
    ...as,
    cwd: folder,
    stdio: 'ignore',
  })
  const port = await freePort()
  const address = `postgres://tester@127.0.0.1:${port}/postgres`
  const start = async (): Promise<ChildProcess> => {
    // a process that is killed leaves what it wrote to the system, so nothing need be synchronized
    const words = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-c', 'fsync=off']
    // what a killed server leaves behind ends by itself, and lets no other begin before
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const child = spawn(program, words, { ...as, cwd: folder, stdio: 'ignore' })
      const ended = new Promise<'ended'>((resolve) => child.once('exit', () => resolve('ended')))
      if (
        (await Promise.race([answering(program, address, () => child.exitCode === null && child.signalCode === null), ended])) === 'answers'
      )
        return child
      await sleep(200)
    }
    throw new Error(`${program} does not start`)
  }
  let server = await start()
  const kill = async (): Promise<void> => {
    const gone = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGKILL')
    await gone
  }
  return {
    address,
    restart: async (remembers) => {
      await kill()
      await sleep(500)
      server = await start()
      if (remembers === 'nothing') await forget(program, address)
    },
    end: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  }
}

/** What PostgreSQL's own client, beside the server, answers to a question: a line for each row. */
const asked = async (program: string, address: string, question: string): Promise<readonly string[]> => {
  const { stdout } = await promisify(execFile)(join(dirname(program), 'psql'), ['-X', '-A', '-t', '-c', question, address])
  return stdout.split('\n').filter((line) => line !== '')
}

const answering = async (program: string, address: string, lives: () => boolean): Promise<'answers' | 'ended'> => {
  while (lives()) {
    const answer = await asked(program, address, 'select 1').catch(() => undefined)
    if (answer !== undefined) return 'answers'
    await sleep(50)
  }
  return 'ended'
}

/** All tables are there and empty, but for the one that says which tables there must be. */
const forget = async (program: string, address: string): Promise<void> => {
  const found = await asked(program, address, `select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = 'bullmq'`)
  const names = found.filter((name) => name !== 'bullmq.migration')
  if (names.length > 0) await asked(program, address, `truncate ${names.join(', ')}`)
}
