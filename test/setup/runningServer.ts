import { createServer } from 'node:net'

/** A queue's server of the test's own: on a free port of this machine, in a folder that goes with it. */
export interface RunningServer {
  readonly address: string
  /** killed, and another started in its place: with what the first had written down, or with nothing */
  readonly restart: (remembers: 'all' | 'nothing') => Promise<void>
  readonly end: () => Promise<void>
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
