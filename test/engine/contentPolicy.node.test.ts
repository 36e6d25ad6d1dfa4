// Pages with a Content-Security-Policy, which only a server of one's own can send.
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { type Browser, chromium as playwright } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { known } from '../../lib/shape/invariant.js'
import { chromium, chromiumArguments } from '../setup/chromium.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const wasm = join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm')

/** Starts twice, and computes where it can; the folder of the file is in the page's query. */
const program = `
import { either as E } from 'fp-ts'
import { errorMessage, forward, key, orThrow, mlp, startWasm, tensor } from 'narrownet'
const results = []
for (const folder of new URLSearchParams(location.search).getAll('from')) {
  const started = await startWasm({ paths: folder })()
  results.push(E.isLeft(started)
    ? errorMessage(started.left)
    : orThrow(await forward(started.right, mlp({ input: [2], cfg: [2], classes: 3 }, key(0)), orThrow(tensor([1, 2], new Float32Array(2))))()).shape.join())
}
document.body.textContent = JSON.stringify(results)
`

describe.skipIf(chromium === undefined)('a page', () => {
  let browser: Browser
  let server: Server
  let policy = ''
  beforeAll(async () => {
    const { outputFiles } = await build({
      stdin: { contents: program, resolveDir: root },
      alias: { narrownet: join(root, 'lib/index.ts') },
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      logLevel: 'error',
    })
    const bodies: Readonly<Record<string, readonly [type: string, body: string | Buffer]>> = {
      '/': ['text/html', '<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="/page.js"></script>'],
      '/page.js': ['text/javascript', known(outputFiles[0]).text],
      '/right/tfjs-backend-wasm-simd.wasm': ['application/wasm', readFileSync(wasm)],
    }
    server = createServer(({ url = '/' }, response) => {
      const [type, body] = bodies[url.replace(/\?.*$/, '')] ?? ['text/plain', '']
      response.writeHead(body === '' ? 404 : 200, { 'content-type': type, 'content-security-policy': policy }).end(body)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    browser = await playwright.launch({ executablePath: chromium ?? '', args: [...chromiumArguments] })
  })
  afterAll(async () => {
    await browser.close()
    server.close()
  })

  /** What comes of starts from these folders, one after the other. */
  const starts = async (sent: string, ...folders: readonly string[]): Promise<readonly string[]> => {
    policy = sent
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/?${folders.map((folder) => `from=/${folder}/`).join('&')}`)
    await page.waitForFunction(() => document.body.textContent?.startsWith('['), undefined, { timeout: 60_000 })
    const text = (await page.textContent('body')) ?? ''
    await page.close()
    return JSON.parse(text)
  }

  test('whose policy forbids to compile says so, at the second start too, and how it is allowed', async () => {
    const [first, second] = await starts("default-src 'self'", 'right', 'right')
    expect(first).toMatch(
      /^the wasm backend cannot start: http.*tfjs-backend-wasm-simd\.wasm cannot be compiled: .*Content Security Policy/i,
    )
    expect(first).toMatch(/; a Content-Security-Policy allows it by script-src 'wasm-unsafe-eval'$/)
    expect(second).toBe(first)
  })

  test('whose policy allows it starts, also after a start that failed', async () => {
    expect(await starts("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'", 'missing', 'right', 'right')).toEqual([
      expect.stringContaining('/missing/tfjs-backend-wasm-simd.wasm cannot be read: the server answered 404'),
      '1,3',
      '1,3',
    ])
  })
})
