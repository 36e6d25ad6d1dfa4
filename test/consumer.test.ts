import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { chromium as playwright } from 'playwright-core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromium, chromiumArguments } from './setup/chromium.js'
import { compile, type Message } from './setup/compile.js'

/** A stranger's project: our package as `npm pack` makes it, the rest of node_modules linked from ours. */
const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')
const home = mkdtempSync(join(tmpdir(), 'narrownet-consumer-'))
const installed = join(home, 'node_modules/narrownet')
const run = promisify(execFile)

const link = (name: string): void => symlinkSync(join(root, 'node_modules', name), join(home, 'node_modules', name), 'junction')

beforeAll(async () => {
  const quiet = { ...process.env, npm_config_loglevel: 'error' }
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', home], {
    cwd: root,
    env: quiet,
    shell: process.platform === 'win32',
    maxBuffer: 1 << 26,
  })
  const archive: string = JSON.parse(stdout)[0].filename
  await run('tar', ['-xzf', archive], { cwd: home })
  mkdirSync(join(home, 'node_modules'))
  for (const name of ['fp-ts', 'io-ts', '@tensorflow', '@webgpu', '@types', 'vite', 'seedrandom', 'long']) link(name)
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'stranger', private: true, type: 'module' }))
  cpSync(join(home, 'package'), installed, { recursive: true })
  for (const name of ['train.ts', 'program.ts', 'page']) cpSync(join(root, 'test/consumer', name), join(home, name), { recursive: true })
}, 60_000)
afterAll(() => rmSync(home, { recursive: true, force: true }))

describe('the packed package', () => {
  test('holds the built library and its sources, and nothing else', () => {
    const other = readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter(
      (path) => /\.(ts|js|json|map)$/.test(path) && !/^(dist[\\/]lib|lib)[\\/]/.test(path) && path !== 'package.json',
    )
    expect(other).toEqual([])
    expect(readdirSync(join(installed, 'lib'))).toContain('index.ts')
  })

  test('satisfies publint, strictly', async () => {
    const { messages, pkg } = await publint({ pkgDir: installed, strict: true, pack: false })
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
  })

  const check = async (compiler: '7' | '6' | '5.9', moduleResolution: 'nodenext' | 'bundler'): Promise<readonly Message[]> => {
    const module = moduleResolution === 'nodenext' ? 'nodenext' : 'esnext'
    const options = { module, moduleResolution, skipLibCheck: false, outDir: join(home, 'built') }
    return (await compile(compiler, home, ['program.ts'], `check-${compiler}-${moduleResolution}`, options)).messages
  }
  test.each(['7', '6', '5.9'] as const)(
    'compiles for a strict stranger, every declaration checked, under TypeScript %s',
    async (compiler) => {
      expect(await Promise.all([check(compiler, 'nodenext'), check(compiler, 'bundler')])).toEqual([[], []])
    },
    60_000,
  )
})

/** The losses after training with one worker and with two. */
const inNode = async (): Promise<{ readonly cfg: readonly number[]; readonly losses: readonly [number, number] }> =>
  JSON.parse((await run(process.execPath, [join(home, 'built/program.js')], { cwd: home })).stdout)

describe('plain Node', () => {
  test('runs the program', async () => {
    const { cfg, losses } = await inNode()
    expect(cfg).toEqual([2, 4])
    expect(losses[0]).toBeGreaterThan(0)
    expect(losses[1]).toBeGreaterThan(0)
  })
})

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' }
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }

/** Serves a folder on a free port; gives its address and a way to stop. */
const serve = async (folder: string, headers: Readonly<Record<string, string>>): Promise<readonly [string, () => void]> => {
  const server = createServer(({ url = '/' }, response) => {
    const path = url === '/' ? '/index.html' : url.replace(/\?.*$/, '')
    try {
      const body = readFileSync(join(folder, path))
      response.writeHead(200, { ...headers, 'Content-Type': types[extname(path)] ?? 'application/octet-stream' }).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return [`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, () => server.close()]
}

describe.skipIf(chromium === undefined)('a production build in a page', () => {
  const built = join(home, 'site')
  beforeAll(async () => {
    await build({ root: join(home, 'page'), base: './', logLevel: 'error', configFile: false, build: { outDir: built, target: 'es2022' } })
  }, 60_000)

  test('carries no Node module and is minified', () => {
    const scripts = readdirSync(join(built, 'assets'))
      .filter((name) => name.endsWith('.js'))
      .map((name) => readFileSync(join(built, 'assets', name), 'utf8'))
    expect(scripts.length).toBeGreaterThan(0)
    // Vite renames what is in a worker's script but leaves its lines.
    for (const script of scripts) expect(script.length / script.split('\n').length).toBeGreaterThan(80)
  })

  test.each([
    ['without cross-origin isolation', {}, false],
    ['with cross-origin isolation', isolation, true],
  ] as const)(
    'comes to the same numbers as Node, with one worker and with two, %s',
    async (_name, headers, isolated) => {
      const [address, stop] = await serve(built, headers)
      const browser = await playwright.launch({ executablePath: chromium ?? '', args: [...chromiumArguments] })
      try {
        const page = await browser.newPage()
        const complaints: string[] = []
        page.on('pageerror', (error) => complaints.push(error.message))
        await page.goto(address)
        expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(isolated)
        await page
          .waitForFunction(() => document.querySelector('#result')?.textContent !== '', undefined, { timeout: 20_000 })
          .catch(() => undefined)
        const text = await page.textContent('#result')
        expect(complaints).toEqual([])
        expect(text).toMatch(/^\[/)
        const found: readonly number[] = JSON.parse(text ?? '')
        const { losses } = await inNode()
        losses.forEach((loss, at) => expect(found[at], `${text}, in Node ${losses}`).toBeCloseTo(loss, 4))
        expect(page.workers().length).toBe(0)
      } finally {
        await browser.close()
        stop()
      }
    },
    60_000,
  )
})
