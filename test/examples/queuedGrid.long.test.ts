import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openQueue } from '../../examples/reproductions/queue/openQueue.js'
import { postgresServer, startPostgres } from '../setup/postgresServer.js'
import { redisServer, startRedis } from '../setup/redisServer.js'
import type { RunningServer } from '../setup/runningServer.js'
import { gridLaw, type Rig } from './gridLaw.js'
import { type GridProcess, gridProcess } from './grids/gridProcess.js'

describe('a queue that is not there', () => {
  const refusal = async (address: string): Promise<unknown> => {
    const answer = await openQueue(address, () => {})()
    return answer._tag === 'Left' ? answer.left : answer._tag
  }

  test.each([
    ['amqp://somewhere', { path: '--queue', expected: 'redis://... or postgres://...', found: "'amqp://...'" }],
    ['redis://127.0.0.1:1', { path: 'redis://127.0.0.1:1', found: expect.stringContaining('ECONNREFUSED') }],
    ['postgres://me:secret@127.0.0.1:1/runs', { path: 'postgres://127.0.0.1:1/runs', found: expect.stringContaining('ECONNREFUSED') }],
  ])('%s: a Left that says so, without the password', async (address, said) => {
    expect(await refusal(address)).toMatchObject({ _tag: 'FileError', ...said })
  })
})

describe.each([
  { store: 'Redis', program: redisServer, start: startRedis },
  { store: 'PostgreSQL', program: postgresServer, start: startPostgres },
])('the grid over a queue of $store', ({ program, start }) => {
  if (program === undefined) return test.skip('no server to test with', () => {})
  let server: RunningServer
  beforeAll(async () => {
    server = await start(program)
  })
  afterAll(() => server.end())

  /** A server, two workers, and who asks. */
  const queued: Rig = async (settings) => {
    const work = (): GridProcess => gridProcess('worker', settings, server.address)
    const ask = (): GridProcess => gridProcess('queued', settings, server.address)
    const workers = [work(), work()]
    let asking = ask()

    const replaced = async (process: GridProcess, by: () => GridProcess): Promise<GridProcess> => {
      process.kill('SIGKILL')
      await process.exited
      return by()
    }
    const worker = async (at: number): Promise<void> => {
      workers[at] = await replaced(workers[at] ?? work(), work)
    }
    const parts = [
      () => worker(0),
      () => server.restart('all'),
      async () => {
        asking = await replaced(asking, ask)
      },
      () => worker(1),
      () => server.restart('nothing'),
    ]
    return {
      asked: () => asking,
      killed: async (what) => {
        if (what === 'what trains') await Promise.all([worker(0), worker(1)])
        else {
          const next = parts.shift()
          if (next !== undefined) parts.push(next)
          await next?.()
        }
      },
      beside: ask,
      end: async () => {
        for (const process of [asking, ...workers]) process.kill('SIGKILL')
        await Promise.all([asking, ...workers].map(({ exited }) => exited))
      },
    }
  }

  gridLaw(queued)
})
