import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { either as E } from 'fp-ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as _ from '../../examples/main/download.js'
import { jobMessage } from '../../examples/main/jobError.js'

const contents = Buffer.from('forty-two bytes that stand for some images')
const files: readonly _.RemoteFile[] = ['a.gz', 'b.gz'].map((name) => ({
  name,
  bytes: contents.length,
  sha256: createHash('sha256').update(contents).digest('hex'),
}))

const open: Server[] = []
const serve = (listener: RequestListener): Promise<string> =>
  new Promise((resolve) => {
    const server = createServer(listener)
    open.push(server)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/mnist/`)
    })
  })

const folder = { path: '' }
beforeEach(() => {
  folder.path = mkdtempSync(join(tmpdir(), 'narrownet-download-'))
})
afterEach(() => {
  rmSync(folder.path, { recursive: true })
  for (const server of open.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

const fetchFrom = (...from: readonly string[]) => _.download(folder.path, () => {}, { from, files, patienceMilliseconds: 300 })()
const message = async (...from: readonly string[]): Promise<string> => {
  const got = await fetchFrom(...from)
  return E.isLeft(got) ? jobMessage(got.left) : 'accepted'
}
const there = (): readonly string[] => readdirSync(folder.path)

describe('download', () => {
  test('right checksums: the files are there, whole, and are not fetched again', async () => {
    const asked: (string | undefined)[] = []
    const mirror = await serve((request, response) => {
      asked.push(request.url)
      response.end(contents)
    })
    expect(await fetchFrom(mirror)).toEqual(E.right({ fetched: ['a.gz', 'b.gz'] }))
    expect(there()).toEqual(['a.gz', 'b.gz'])
    expect(readFileSync(join(folder.path, 'b.gz')).equals(contents)).toBe(true)
    expect(await fetchFrom(mirror)).toEqual(E.right({ fetched: [] }))
    expect(asked).toEqual(['/mnist/a.gz', '/mnist/b.gz'])
  })

  test('a file in the cache with another checksum is replaced', async () => {
    writeFileSync(join(folder.path, 'a.gz'), 'half')
    expect(await fetchFrom(await serve((_request, response) => response.end(contents)))).toEqual(E.right({ fetched: ['a.gz', 'b.gz'] }))
    expect(readFileSync(join(folder.path, 'a.gz')).equals(contents)).toBe(true)
  })

  test('the second mirror serves where the first does not', async () => {
    const broken = await serve((_request, response) => response.writeHead(404).end())
    expect(await fetchFrom(broken, await serve((_request, response) => response.end(contents)))).toEqual(
      E.right({ fetched: ['a.gz', 'b.gz'] }),
    )
  })

  test('another checksum leaves nothing', async () => {
    const forged = Buffer.from(contents).fill('x', 0, 1)
    expect(await message(await serve((_request, response) => response.end(forged)))).toMatch(
      /^a\.gz could not be downloaded: expected 42 bytes with SHA-256 [0-9a-f]{8}\.\.\. from one of its mirrors; 127\.0\.0\.1:\d+ sent SHA-256 [0-9a-f]{64}$/,
    )
    expect(there()).toEqual([])
  })

  test('404, too few and too many bytes, a broken connection, silence, no server: a sentence, and nothing is left', async () => {
    expect(await message(await serve((_request, response) => response.writeHead(404).end()))).toMatch(/answered 404$/)
    expect(await message(await serve((_request, response) => response.end(contents.subarray(1))))).toMatch(/sent 41 bytes$/)
    expect(await message(await serve((_request, response) => response.end(Buffer.concat([contents, contents]))))).toMatch(
      /sent more than 42 bytes$/,
    )
    const cut: RequestListener = (request, response) => {
      response.writeHead(200, { 'content-length': contents.length })
      response.write(contents.subarray(0, 10), () => request.socket.destroy())
    }
    expect(await message(await serve(cut))).toMatch(/could not be reached/)
    expect(await message(await serve(() => {}))).toMatch(/sent nothing for 0 seconds$/)
    expect(await message('http://127.0.0.1:1/mnist/')).toMatch(/could not be reached \(.+\)$/)
    expect(there()).toEqual([])
  })

  test('the published files: four, with well-formed checksums', () => {
    expect(_.remoteFiles.map(({ name }) => name)).toEqual(
      ['train', 't10k'].flatMap((part) => [`${part}-images-idx3-ubyte.gz`, `${part}-labels-idx1-ubyte.gz`]),
    )
    expect(_.remoteFiles.every(({ sha256, bytes }) => /^[0-9a-f]{64}$/.test(sha256) && bytes > 4000)).toBe(true)
    expect(_.mirrors.every((mirror) => mirror.startsWith('https://') && mirror.endsWith('/'))).toBe(true)
  })
})
