/** The server of docs/serving.md, as it stands there. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { encodeModel, key, mlp, modelOf } from 'narrownet'
import { right } from './setup/answers.js'
import { known } from '../lib/shape/invariant.js'
import { markdownBlocks } from './setup/docBlocks.js'
import { freePort } from './setup/runningServer.js'

const root = fileURLToPath(new URL('..', import.meta.url))

test('a client that goes away during its upload ends nothing: the next is answered', async () => {
  const blocks = markdownBlocks('docs/serving.md', readFileSync(join(root, 'docs/serving.md'), 'utf8'))
  const { code } = known(blocks.find((block) => block.code.includes('createServer(')))
  const port = await freePort()
  expect(code).toContain('.listen(8080)')
  // inside the repository, where 'narrownet' is the built package
  mkdirSync(join(root, '.doctest'), { recursive: true })
  const folder = mkdtempSync(join(root, '.doctest', 'server-'))
  writeFileSync(join(folder, 'server.mjs'), code.replace('.listen(8080)', `.listen(${port}, () => console.log('listening'))`))
  const model = right(modelOf(mlp({ input: [2], cfg: [2], classes: 2 }, key(0)), { normalization: 'none', classNames: ['no', 'yes'] }))
  writeFileSync(join(folder, 'model.safetensors'), encodeModel(model))
  const server = spawn(process.execPath, ['server.mjs'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    await once(server.stdout, 'data')
    const client = connect(port, '127.0.0.1')
    await once(client, 'connect')
    client.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\npart of it')
    await new Promise((resolve) => setTimeout(resolve, 200))
    client.resetAndDestroy()
    await once(client, 'close')
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(server.exitCode).toBeNull()

    const ask = (body: Uint8Array<ArrayBuffer>) => fetch(`http://127.0.0.1:${port}`, { method: 'POST', body })
    const answered = await ask(Uint8Array.of(1, 2))
    expect([answered.status, (await answered.json()).name]).toEqual([200, expect.stringMatching(/^(no|yes)$/)])
    const wrong = await ask(Uint8Array.of(1, 2, 3))
    expect([wrong.status, (await wrong.json()).error]).toEqual([400, expect.stringContaining('found 3')])
  } finally {
    server.kill()
    rmSync(folder, { recursive: true })
  }
})
